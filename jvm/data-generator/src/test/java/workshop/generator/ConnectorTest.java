package workshop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConnectorTest {
  private static final RecordMetadata ACKNOWLEDGED =
      new RecordMetadata(new TopicPartition("any", 0), 0, 0, 0, 0, 0);

  @Test
  @DisplayName("Connect finds the plugin by its manifest")
  void manifest() {
    assertTrue(
        ServiceLoader.load(SourceConnector.class).stream()
            .anyMatch(provider -> provider.type() == GeneratorSourceConnector.class));
  }

  @Test
  @DisplayName("a task goes on from the offsets that its predecessor's records carried")
  void offsets() {
    Map<Map<String, Object>, Map<String, Object>> store = new HashMap<>();
    Map<String, String> config = TutorialConfig.with("global.seed", "7", "global.throttle.ms", "0");
    GeneratorSourceTask first = start(config, store);
    List<SourceRecord> records = first.poll();
    records.forEach(record -> first.commitRecord(record, ACKNOWLEDGED));
    SourceRecord last = records.get(99);
    store.put(offsetKey(last), new HashMap<>(copy(last.sourceOffset())));
    first.stop();
    SourceRecord next = start(config, store).poll().get(0);
    assertEquals(records.get(100).key(), next.key());
  }

  @Test
  @DisplayName("poll comes back soon with nothing when nothing is due, so that stopping is prompt")
  void idle() {
    GeneratorSourceTask task =
        start(TutorialConfig.with("global.throttle.ms", "3600000"), new HashMap<>());
    assertEquals(1, task.poll().size());
    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertNull(task.poll()));
    task.stop();
  }

  @Test
  @DisplayName("an acknowledgement lets the orders through in the middle of a poll")
  void acknowledged() {
    GeneratorSourceTask task =
        start(TutorialConfig.with("global.throttle.ms", "3600000"), new HashMap<>());
    SourceRecord customer = task.poll().get(0);
    task.commitRecord(customer, ACKNOWLEDGED);
    SourceRecord order = task.poll().get(0);
    assertEquals("order", order.topic());
    assertEquals(customer.key(), Worker.attribute(order, "customer_id"));
  }

  @Test
  @DisplayName(
      "altered offsets are accepted if a task could have stored them, and refused otherwise")
  void alterOffsets() {
    GeneratorSourceConnector connector = new GeneratorSourceConnector();
    Map<String, ?> partition = Map.of("topic", "order", "task", 0L, "tasks", 2L);
    Map<String, ?> offset = Map.of("seed", 1L, "from", 0L, "next", 9L, "history", 3L);
    assertTrue(connector.alterOffsets(Map.of(), Map.of(partition, offset)));
    Map<Map<String, ?>, Map<String, ?>> reset = new HashMap<>();
    reset.put(partition, null);
    assertTrue(connector.alterOffsets(Map.of(), reset));
    assertThrows(
        ConnectException.class,
        () -> connector.alterOffsets(Map.of(), Map.of(partition, Map.of("next", "many"))));
    assertThrows(
        ConnectException.class,
        () -> connector.alterOffsets(Map.of(), Map.of(Map.of("file", "x"), offset)));
  }

  @Test
  @DisplayName("a customer that a transformation drops takes its order with it")
  void dropped() {
    GeneratorSourceTask task =
        start(TutorialConfig.with("global.throttle.ms", "3600000"), new HashMap<>());
    task.commitRecord(task.poll().get(0), null);
    assertNull(task.poll());
  }

  private static GeneratorSourceTask start(
      Map<String, String> config, Map<Map<String, Object>, Map<String, Object>> store) {
    GeneratorSourceConnector connector = new GeneratorSourceConnector();
    connector.start(config);
    Map<String, String> own = connector.taskConfigs(2).get(0);
    assertNotNull(own);
    GeneratorSourceTask task = new GeneratorSourceTask();
    task.initialize(new Context(own, store));
    task.start(own);
    return task;
  }

  private static Map<String, Object> offsetKey(SourceRecord record) {
    return copy(record.sourcePartition());
  }

  private static Map<String, Object> copy(Map<String, ?> map) {
    return new HashMap<>(map);
  }

  /** What Connect gives a task, with offsets in memory. */
  private record Context(
      Map<String, String> configs, Map<Map<String, Object>, Map<String, Object>> store)
      implements SourceTaskContext, OffsetStorageReader {
    @Override
    public OffsetStorageReader offsetStorageReader() {
      return this;
    }

    @Override
    public org.apache.kafka.common.metrics.PluginMetrics pluginMetrics() {
      throw new UnsupportedOperationException();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> Map<String, Object> offset(Map<String, T> partition) {
      return store.get((Map<String, Object>) partition);
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(
        Collection<Map<String, T>> partitions) {
      Map<Map<String, T>, Map<String, Object>> offsets = new HashMap<>();
      partitions.forEach(partition -> offsets.put(partition, offset(partition)));
      return offsets;
    }
  }
}
