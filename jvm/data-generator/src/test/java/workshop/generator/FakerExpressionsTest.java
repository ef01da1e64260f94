package workshop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakerExpressionsTest {
  private final FakerExpressions faker = new FakerExpressions();

  @ParameterizedTest(name = "{0} makes {1}")
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '"',
      value = {
        "#{Code.isbn10} => \\d{9}[\\dX]",
        "#{CODE.ISBN10} => \\d{9}[\\dX]",
        "#{Name.full_name} => .+ .+",
        "#{name.fullName} => .+ .+",
        "#{Internet.uuid} => [0-9a-f-]{36}",
        "#{number.number_between '101','109'} => 10[1-8]",
        "#{Number.numberBetween '101', '109'} => 10[1-8]",
        "#{number.random_double '2','1','9'} => \\d(\\.\\d+)?",
        "#{number.digits '5'} => \\d{5}",
        "#{bool.bool} => true|false",
        "#{options.option 'a','b'} => a|b",
        "#{regexify '[a-c]{4}'} => [a-c]{4}",
        "#{numerify '##-##'} => \\d\\d-\\d\\d",
        "#{Lorem.characters '15'} => \\w{15}",
        "#{Demographic.sex} => Male|Female",
        "#{date.past '10','SECONDS'} => 20\\d\\d-.*",
        "#{time_and_date.birthday} => (19|20)\\d\\d-\\d\\d-\\d\\d",
        "#{Commerce.product_name} => .+ .+",
        "#{commerce.productName} => .+ .+",
        "#{Finance.credit_card} => [\\d-]+",
        "#{Name.blood_group} => (A|B|AB|O)[+-]",
        "#{Internet.avatar} => https://.+",
        "#{Crypto.md5} => [0-9a-f]{32}",
        "#{Food.vegetables} => .+",
        "#{Address.country_code} => [A-Z]{2}",
        "#{Name.first_name}: #{number.digit} of 9 => .+: \\d of 9",
        "#{finance.ibanSupportedCountries} => \\[.+\\]",
        "just text => just text",
      })
  void makes(String expression, String pattern) throws ExpressionException {
    Expression compiled = faker.compile(expression);
    for (long seed = 0; seed < 50; seed++) {
      String value = compiled.evaluate(seed);
      assertTrue(value.matches(pattern), value);
      if (compiled.isRepeatable()) {
        assertEquals(value, compiled.evaluate(seed));
      }
    }
    assertEquals(!expression.contains("date"), compiled.isRepeatable());
  }

  @Test
  @DisplayName("number_between reaches its lower bound and never its upper one")
  void bounds() throws ExpressionException {
    Expression compiled = faker.compile("#{number.number_between '1','5'}");
    boolean[] seen = new boolean[6];
    for (long seed = 0; seed < 200; seed++) {
      seen[Integer.parseInt(compiled.evaluate(seed))] = true;
    }
    assertFalse(seen[0] || seen[5]);
    assertTrue(seen[1] && seen[2] && seen[3] && seen[4]);
  }

  @ParameterizedTest(name = "{0} is refused: {1}")
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '"',
      value = {
        "#{} => is not of the form",
        "#{ Code.isbn10} => is not of the form",
        "#{Code.isbn10 => `#{` without `}`",
        "#{regexify '[a-z]} => a quote that is not closed",
        "#{Code} => `Code` has no ``",
        "#{Code.isbn10 'a','b','c'} => does not take ('a','b','c')",
        "x #{Naem.full_name} => character 3: `#{Naem.full_name}` is not a faker expression: no provider `Naem`, nearest is `name`",
      })
  void refuses(String expression, String message) {
    ExpressionException failure =
        assertThrows(ExpressionException.class, () -> faker.compile(expression));
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
  }
}
