package workshop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReferenceTest {
  @Test
  @DisplayName("no order leaves before its customer was acknowledged, however late that is")
  void waits() {
    Worker worker = new Worker(TutorialConfig.with(), 0);
    List<SourceRecord> first = worker.emit();
    assertEquals(1, first.size());
    assertEquals("customer", first.get(0).topic());
    worker.sleep(60_000);
    assertTrue(Worker.of("order", worker.emit()).isEmpty());
    worker.acknowledge(first);
    SourceRecord order = Worker.of("order", worker.emit()).get(0);
    assertEquals(first.get(0).key(), Worker.attribute(order, "customer_id"));
  }

  @Test
  @DisplayName("acknowledgements out of order let through exactly the orders that they allow")
  void outOfOrder() {
    Worker worker = new Worker(TutorialConfig.with("global.throttle.ms", "0"), 0);
    List<SourceRecord> customers = worker.emit();
    Set<Object> acknowledged = new HashSet<>();
    for (int i = customers.size() - 1; i >= 0; i--) {
      worker.acknowledge(List.of(customers.get(i)));
      acknowledged.add(customers.get(i).key());
      for (SourceRecord order : Worker.of("order", worker.emit())) {
        assertTrue(acknowledged.contains(Worker.attribute(order, "customer_id")));
      }
    }
  }

  @Test
  @DisplayName("an order whose customer was dropped on the way is left out, too")
  void dropped() {
    Worker worker = new Worker(TutorialConfig.with("global.history.records.max", "1"), 0);
    SourceRecord customer = worker.emit().get(0);
    worker.drop(customer);
    assertTrue(worker.emit().isEmpty());
    List<SourceRecord> later = worker.run(5_000);
    assertEquals(9, Worker.of("order", later).size());
    for (SourceRecord order : Worker.of("order", later)) {
      assertNotEquals(customer.key(), Worker.attribute(order, "customer_id"));
    }
  }
}
