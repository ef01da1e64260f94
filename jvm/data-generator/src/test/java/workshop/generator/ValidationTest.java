package workshop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
  @Test
  @DisplayName("the tutorial's configuration has no error")
  void tutorial() {
    assertEquals(Map.of(), errors(TutorialConfig.with()));
  }

  @ParameterizedTest(name = "{0}={1} is refused: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "genpk.customer.with | #{Code.isbn10} | word 1 `genpk` of `genpk.customer.with` is not known, nearest is `genkp`",
        "genv.order.note.mathing | customer.key | word 4 `mathing` of `genv.order.note.mathing` is not known, nearest is `matching`",
        "genv.order.note.sometime.with | x | word 4 `sometime` of `genv.order.note.sometime.with` is not known, nearest is `sometimes`",
        "genkp.my.topic.with | x | word 3 `topic` of `genkp.my.topic.with`",
        "global.throtle.ms | 5 | nearest is `throttle`",
        "genkp.customer | x | `genkp.customer` ends early: write `genkp.T.with`",
        "key.convertor | x | `key.convertor` is no key of the generator, nor of Connect, nearest is `key.converter`",
        "genv.order.note.with | #{Code.isbn11} | character 1: `#{Code.isbn11}` is not a faker expression: `Code` has no `isbn11`, nearest is `isbn10`",
        "genv.order.note.with | no. #{Cod.isbn10} | character 5: `#{Cod.isbn10}` is not a faker expression: no provider `Cod`, nearest is `code`",
        "genv.order.note.with | #{number.number_between 'a'} | `number.number_between` does not take ('a')",
        "genv.order.note.with | #{Code.isbn10 | character 1 of `#{Code.isbn10`: `#{` without `}`",
        "genv.order.note.matching | custmer.key | word 1 `custmer` of `custmer.key` is not a topic that anything is generated for, nearest is `customer`",
        "genv.order.note.matching | customer.kay | word 2 `kay` of `customer.kay` is not known, nearest is `key`",
        "genv.order.note.matching | customer.value.nam | `customer.value.nam` is not generated, nearest is `customer.value.name`",
        "genv.order.note.matching | customer | is not of the form",
        "genv.customer.first.matching | order.value.quantity | cycle: customer -> order -> customer",
        "genv.order.quantity.matching | customer.key | `order.value.quantity` has matching and with",
        "genv.order.note.sometimes.with | x | `order.value.note` has sometimes.with",
        "genv.order.quantity->unit.with | x | `order.value.quantity` cannot be one value and hold `order.value.quantity->unit`",
        "genvp.order.with | x | `order.value` cannot be one value and hold `order.value.customer_id`",
        "attrv.order.nothing.null.rate | 0.5 | `order.value.nothing` has no generator",
        "attrv.order.quantity.null.rate | 2 | `2` is not a number between 0 and 1",
        "topic.orders.throttle.ms | 5 | word 2 `orders` of `topic.orders.throttle.ms` is not a topic that anything is generated for, nearest is `order`",
        "topic.order.records.exactly | 0 | `0` is not a whole number from 1",
        "topic.order.throttle.ms | soon | `soon` is not a whole number from 0",
        "global.throttle.ms | -1 | `-1` is not a whole number from 0",
        "global.throttle.ms | soon | Not a number of type LONG",
        "genv.order.quantity.type | double.x | word 1 `double.x`",
        "genv.customer.name.type | int | which is no int",
        "genkp.customer.with | C-1 | none of 1000 values belongs to task",
        "topic.customer.records.exactly | 1 | leaves a task without a record that `genv.order.customer_id.matching` could refer to",
        "genv.order.a->.with | x | attribute `a->` has an empty name in it",
        "genv.order.quantity.type | integer | word 1 `integer` of `integer` is not known, nearest is `int`",
      })
  void refused(String key, String value, String message) {
    Map<String, List<String>> errors = errors(TutorialConfig.with(key, value));
    List<String> own =
        errors.entrySet().stream()
            .filter(e -> e.getKey().startsWith(key.split("\\.")[0]))
            .flatMap(e -> e.getValue().stream())
            .toList();
    assertTrue(own.stream().anyMatch(text -> text.contains(message)), errors::toString);
  }

  @Test
  @DisplayName("a configuration that generates nothing is refused")
  void nothing() {
    String error = errors(Map.of("connector.class", "any")).get("connector.class").get(0);
    assertEquals("nothing to generate; add a key such as `genkp.customer.with`", error);
  }

  @Test
  @DisplayName("what depends on the clock is refused where it could not be computed again")
  void clock() {
    String key = "genv.customer.since.with";
    String past = "#{date.past '10','SECONDS'}";
    assertEquals(Map.of(), errors(TutorialConfig.with(key, past)));
    assertTrue(
        errors(TutorialConfig.with(key, past, "global.seed", "1"))
            .get(key)
            .get(0)
            .contains("depends on the clock, which `global.seed` rules out"));
    assertTrue(
        errors(TutorialConfig.with(key, past, "genv.order.since.matching", "customer.value.since"))
            .get(key)
            .get(0)
            .contains("but other records refer to `customer.value.since`"));
  }

  @ParameterizedTest(name = "{0} is refused with a seed")
  @ValueSource(
      strings = {
        "#{business.credit_card_expiry}",
        "#{Business.creditCardExpiry}",
        "#{idNumber.valid}",
        "#{id_number.pesel_number}",
        "#{IDNumber.ssnValid}",
        "#{Twitter.twitter_id '8'}",
        "#{time_and_date.birthday '1','99'}",
        "born #{da_te.birthday}",
      })
  void clockThatGoesByTheDay(String expression) {
    String key = "genv.customer.since.with";
    assertEquals(Map.of(), errors(TutorialConfig.with(key, expression)));
    List<String> refused =
        errors(TutorialConfig.with(key, expression, "global.seed", "1")).get(key);
    assertTrue(refused.get(0).contains("depends on the clock"), refused::toString);
  }

  @Test
  @DisplayName("names every mistake at once, each under its key, and none twice")
  void all() {
    Map<String, List<String>> errors =
        errors(
            TutorialConfig.with(
                "global.throttle.ms", "-5",
                "genkp.order.with", "#{Nothing.at_all}",
                "genv.order.customer_id.matching", "custmer.key",
                "genv.order.quantity.wiht", "x"));
    assertEquals(
        List.of(
            "genkp.order.with",
            "genv.order.customer_id.matching",
            "genv.order.quantity.wiht",
            "global.throttle.ms"),
        List.copyOf(errors.keySet()));
    errors.values().forEach(messages -> assertEquals(1, messages.size(), errors::toString));
  }

  @Test
  @DisplayName("starting a connector that was not validated fails with the same words")
  void start() {
    Map<String, String> config =
        TutorialConfig.with("genv.order.customer_id.matching", "custmer.key");
    ConfigException failure =
        assertThrows(ConfigException.class, () -> new GeneratorSourceConnector().start(config));
    assertTrue(
        failure.getMessage().startsWith("genv.order.customer_id.matching: word 1 `custmer`"));
  }

  private static Map<String, List<String>> errors(Map<String, String> config) {
    Map<String, List<String>> errors = new TreeMap<>();
    for (ConfigValue value : new GeneratorSourceConnector().validate(config).configValues()) {
      if (!value.errorMessages().isEmpty()) {
        errors.put(value.name(), value.errorMessages());
      }
    }
    return errors;
  }
}
