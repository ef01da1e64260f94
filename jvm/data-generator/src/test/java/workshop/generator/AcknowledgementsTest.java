package workshop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static workshop.generator.Acknowledgements.State.ACKNOWLEDGED;
import static workshop.generator.Acknowledgements.State.DROPPED;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
  @Test
  @DisplayName("a dropped record is remembered for as long as somebody may ask for it")
  void forgets() {
    Acknowledgements own = new Acknowledgements(0);
    own.drop(0);
    own.drop(1);
    own.forget(1);
    assertEquals(List.of(ACKNOWLEDGED, DROPPED), List.of(own.state(0), own.state(1)));
  }

  @Test
  @DisplayName("orders that lag behind still leave out those whose customer was dropped long ago")
  void lags() {
    Worker worker =
        new Worker(
            TutorialConfig.with(
                "global.seed",
                "7",
                "global.history.records.max",
                "1",
                "topic.customer.throttle.ms",
                "1",
                "topic.order.throttle.ms",
                "1000"),
            0);
    List<SourceRecord> orders = new ArrayList<>();
    for (int ms = 0; ms < 20_000; ms += 100) {
      for (SourceRecord record : worker.emit()) {
        if (record.topic().equals("order")) {
          orders.add(record);
        } else if (Life.index(record.sourceOffset()) % 2 == 0) {
          worker.drop(record);
        } else {
          worker.acknowledge(List.of(record));
        }
      }
      worker.sleep(100);
    }
    assertEquals(10, orders.size());
  }
}
