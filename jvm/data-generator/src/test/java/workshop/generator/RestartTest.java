package workshop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RestartTest {
  @Test
  @DisplayName("with a seed, a restart goes on exactly where the stored offsets end")
  void goesOn() {
    Map<String, String> config = TutorialConfig.with("global.seed", "7");
    List<SourceRecord> whole = new Worker(config, 0).run(40_000);
    Worker first = new Worker(config, 0);
    List<SourceRecord> before = first.run(20_000);
    List<SourceRecord> after = new Worker(config, 0, stored(before)).run(20_000);
    for (String topic : List.of("customer", "order")) {
      List<Object> parts = keys(topic, before);
      parts.addAll(keys(topic, after));
      assertEquals(keys(topic, whole), parts);
    }
  }

  @Test
  @DisplayName("without a seed, a restart makes new keys and refers to those only")
  void startsAfresh() {
    List<SourceRecord> before = new Worker(TutorialConfig.with(), 0).run(20_000);
    List<SourceRecord> after = new Worker(TutorialConfig.with(), 0, stored(before)).run(20_000);
    Set<Object> customers = Set.copyOf(keys("customer", after));
    assertTrue(keys("customer", before).stream().noneMatch(customers::contains));
    assertEquals(40, Worker.of("order", after).size());
    for (SourceRecord order : Worker.of("order", after)) {
      assertTrue(customers.contains(Worker.attribute(order, "customer_id")));
    }
  }

  @Test
  @DisplayName(
      "records.exactly counts on over restarts, and its finished records can still be referred to")
  void counts() {
    for (String seed : new String[] {null, "7"}) {
      Map<String, String> config =
          TutorialConfig.with("topic.customer.records.exactly", "30", "global.seed", seed);
      List<SourceRecord> first = new Worker(config, 0).run(5_000);
      List<SourceRecord> second = new Worker(config, 0, stored(first)).run(60_000);
      List<SourceRecord> third = new Worker(config, 0, stored(first, second)).run(10_000);
      assertEquals(15, keys("customer", first).size() + keys("customer", second).size());
      assertEquals(List.of(), keys("customer", third));
      List<Object> customers = keys("customer", first);
      customers.addAll(keys("customer", second));
      assertEquals(20, Worker.of("order", third).size());
      for (SourceRecord order : Worker.of("order", third)) {
        assertTrue(customers.contains(Worker.attribute(order, "customer_id")));
      }
    }
  }

  @Test
  @DisplayName("a new attribute leaves the references to earlier records as they are")
  void evolves() {
    Map<String, String> config = TutorialConfig.with("global.seed", "7");
    List<SourceRecord> before = new Worker(config, 0).run(20_000);
    Map<String, String> more =
        TutorialConfig.with(
            "global.seed", "7", "genv.customer.email.with", "#{Internet.email_address}");
    List<SourceRecord> after = new Worker(more, 0, stored(before)).run(20_000);
    assertReferences(before, after);
    assertTrue(
        Worker.of("order", after).stream()
            .anyMatch(o -> keys("customer", before).contains(Worker.attribute(o, "customer_id"))));
  }

  @Test
  @DisplayName("another definition of the customers' keys ends the references to the earlier ones")
  void redefined() {
    Map<String, String> config = TutorialConfig.with("global.seed", "7");
    List<SourceRecord> before = new Worker(config, 0).run(20_000);
    Map<String, String> other =
        TutorialConfig.with("global.seed", "7", "genkp.customer.with", "#{Internet.uuid}");
    List<SourceRecord> after = new Worker(other, 0, stored(before)).run(20_000);
    assertEquals(40, Worker.of("order", after).size());
    assertReferences(after, after);
    List<SourceRecord> again = new Worker(other, 0, stored(before, after)).run(20_000);
    assertReferences(after, again);
  }

  @Test
  @DisplayName(
      "finished customers that are defined otherwise afterwards stop the task with the remedy")
  void finishedAndRedefined() {
    Map<String, String> config = TutorialConfig.with("topic.customer.records.exactly", "10");
    List<SourceRecord> before = new Worker(config, 0).run(20_000);
    Map<String, String> other = new HashMap<>(config);
    other.put("genkp.customer.with", "#{Internet.uuid}");
    ConnectException failure =
        assertThrows(ConnectException.class, () -> new Worker(other, 0, stored(before)));
    assertTrue(failure.getMessage().contains("raise `topic.customer.records.exactly`"));
  }

  @Test
  @DisplayName(
      "a limit below the customers that orders can refer to stops the task with the remedy")
  void limitedToLess() {
    List<SourceRecord> before = new Worker(TutorialConfig.with(), 0).run(10_000);
    List<SourceRecord> after = new Worker(TutorialConfig.with(), 0, stored(before)).run(10_000);
    Map<String, String> less = TutorialConfig.with("topic.customer.records.exactly", "30");
    ConnectException failure =
        assertThrows(
            ConnectException.class, () -> new Worker(less, 0, stored(before, after)).run(1_000));
    assertEquals(
        "`topic.customer.records.exactly` leaves out all records that others could refer to, which"
            + " begin with number 20 in this task; raise it or reset the connector's offsets",
        failure.getMessage());
    less.put("topic.customer.records.exactly", "60");
    assertEquals(
        2, Worker.of("order", new Worker(less, 0, stored(before, after)).run(1_000)).size());
  }

  @SafeVarargs
  private static Map<String, Life> stored(List<SourceRecord>... runs) {
    Map<String, Life> stored = new HashMap<>();
    for (List<SourceRecord> run : runs) {
      run.forEach(record -> stored.put(record.topic(), Life.read(record.sourceOffset())));
    }
    return stored;
  }

  private static List<Object> keys(String topic, List<SourceRecord> records) {
    return Worker.of(topic, records).stream().map(SourceRecord::key).collect(Collectors.toList());
  }

  private static void assertReferences(List<SourceRecord> before, List<SourceRecord> after) {
    List<Object> customers = keys("customer", before);
    customers.addAll(keys("customer", after));
    for (SourceRecord order : Worker.of("order", after)) {
      assertTrue(customers.contains(Worker.attribute(order, "customer_id")));
    }
  }
}
