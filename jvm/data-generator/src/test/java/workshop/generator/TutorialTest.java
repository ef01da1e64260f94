package workshop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TutorialTest {
  @Test
  @DisplayName("each topic gets a record per throttle and task, which is 8 a second in all")
  void rate() {
    List<SourceRecord> records = new Worker(TutorialConfig.with(), 0).run(10_000);
    assertEquals(20, Worker.of("customer", records).size());
    assertEquals(20, Worker.of("order", records).size());
  }

  @Test
  @DisplayName("values look as they do upstream, with the upper bound of number_between left out")
  void values() {
    Set<Object> products = new HashSet<>();
    Set<Object> quantities = new HashSet<>();
    for (SourceRecord record : new Worker(TutorialConfig.with(), 0).run(100_000)) {
      String key = (String) record.key();
      if (record.topic().equals("customer")) {
        assertTrue(key.matches("\\d{9}[\\dX]"), key);
        assertTrue(((String) Worker.attribute(record, "name")).contains(" "));
      } else {
        assertTrue(key.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), key);
        products.add(Worker.attribute(record, "product_id"));
        quantities.add(Worker.attribute(record, "quantity"));
      }
    }
    assertEquals(Set.of("101", "102", "103", "104", "105", "106", "107", "108"), products);
    assertEquals(Set.of("1", "2", "3", "4"), quantities);
  }

  @Test
  @DisplayName("the schemas are upstream's, in name, optionality and field order")
  void schemas() {
    assertSchema("order", List.of("quantity", "product_id", "customer_id"));
    assertSchema("customer", List.of("name"));
  }

  private static void assertSchema(String topic, List<String> fields) {
    Schema schema =
        Worker.of(topic, new Worker(TutorialConfig.with(), 0).run(100)).get(0).valueSchema();
    assertEquals("com.amazonaws.mskdatagen.Gen0", schema.name());
    assertTrue(schema.isOptional());
    assertEquals(fields, schema.fields().stream().map(Field::name).toList());
    for (Field field : schema.fields()) {
      assertEquals(Schema.OPTIONAL_STRING_SCHEMA, field.schema());
    }
  }

  @Test
  @DisplayName("no two tasks make the same key, and each refers to its own customers only")
  void tasks() {
    Set<Object> seen = new HashSet<>();
    for (int task = 0; task < 2; task++) {
      // Seeded: one ISBN in 200 million comes twice in a task.
      List<SourceRecord> records =
          new Worker(TutorialConfig.with("global.seed", "7"), task).run(50_000);
      Set<Object> customers =
          Worker.of("customer", records).stream()
              .map(SourceRecord::key)
              .collect(Collectors.toSet());
      for (SourceRecord order : Worker.of("order", records)) {
        assertTrue(customers.contains(Worker.attribute(order, "customer_id")));
      }
      for (SourceRecord record : records) {
        assertTrue(seen.add(record.key()), () -> "twice: " + record.key());
      }
    }
  }

  @Test
  @DisplayName("two tasks with the same seed still make different keys from a few possible ones")
  void smallKeySpace() {
    Set<Object> all = new HashSet<>();
    for (int task = 0; task < 3; task++) {
      Worker worker =
          new Worker(
              TutorialConfig.with(
                  "tasks.max", "3", "genkp.customer.with", "#{number.number_between '0','100'}"),
              task);
      Set<Object> keys =
          Worker.of("customer", worker.run(50_000)).stream()
              .map(SourceRecord::key)
              .collect(Collectors.toSet());
      assertFalse(keys.stream().anyMatch(all::contains));
      all.addAll(keys);
    }
  }
}
