package workshop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SeedTest {
  @Test
  @DisplayName("clock, throttles and acknowledgements change when a record comes, never what it is")
  void pure() {
    List<SourceRecord> steady = worker("global.seed", "7").run(60_000);
    List<SourceRecord> fast = worker("global.seed", "7", "global.throttle.ms", "0").emitSome(20);
    List<SourceRecord> uneven =
        worker(
                "global.seed",
                "7",
                "topic.order.throttle.ms",
                "100",
                "topic.customer.throttle.ms",
                "900")
            .run(60_000);
    List<SourceRecord> late = late(worker("global.seed", "7"), new Random(1));
    for (List<SourceRecord> other : List.of(fast, uneven, late)) {
      assertSamePrefix(Worker.of("customer", steady), Worker.of("customer", other));
      assertSamePrefix(Worker.of("order", steady), Worker.of("order", other));
    }
  }

  @Test
  @DisplayName("another seed, task or number of tasks gives other records")
  void different() {
    Object key = worker("global.seed", "7").emit().get(0).key();
    assertNotEquals(key, worker("global.seed", "8").emit().get(0).key());
    assertNotEquals(
        key, new Worker(TutorialConfig.with("global.seed", "7"), 1).emit().get(0).key());
    assertNotEquals(key, worker("global.seed", "7", "tasks.max", "3").emit().get(0).key());
    assertNotEquals(worker().emit().get(0).key(), worker().emit().get(0).key());
  }

  @Test
  @DisplayName("these very values come from seed 1 for as long as datafaker stays the same")
  void pinned() {
    List<String> values = new ArrayList<>();
    for (SourceRecord record : worker("global.seed", "1").run(1_000)) {
      values.add(record.topic() + " " + record.key() + " " + record.value());
    }
    assertEquals(PINNED, String.join("\n", values));
  }

  private static final String PINNED =
      """
      customer 1902691687 Struct{name=Luci O'Conner PhD}
      order dbc8cc1c-bc80-47b9-aad5-aac00df5ab1d Struct{quantity=2,product_id=103,customer_id=1902691687}
      customer 0546873340 Struct{name=Emory Hoppe II}
      order 4f8421bc-f8bb-4b9c-b420-f2a5c200dd50 Struct{quantity=1,product_id=107,customer_id=1902691687}""";

  private static Worker worker(String... pairs) {
    return new Worker(TutorialConfig.with(pairs), 0);
  }

  /** Acknowledges in random order and at random times. */
  private static List<SourceRecord> late(Worker worker, Random random) {
    List<SourceRecord> all = new ArrayList<>();
    List<SourceRecord> open = new ArrayList<>();
    while (all.size() < 100) {
      List<SourceRecord> some = worker.emit();
      all.addAll(some);
      open.addAll(some);
      if (!open.isEmpty() && random.nextBoolean()) {
        worker.acknowledge(List.of(open.remove(random.nextInt(open.size()))));
      }
      worker.sleep(random.nextInt(700));
    }
    return all;
  }

  private static void assertSamePrefix(List<SourceRecord> one, List<SourceRecord> other) {
    int length = Math.min(one.size(), other.size());
    assertTrue(length > 20, () -> "only " + length);
    for (int i = 0; i < length; i++) {
      assertEquals(one.get(i).key(), other.get(i).key());
      assertEquals(one.get(i).value(), other.get(i).value());
    }
  }
}
