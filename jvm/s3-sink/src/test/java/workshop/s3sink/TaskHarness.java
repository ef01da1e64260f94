package workshop.s3sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import workshop.s3sink.config.TutorialConfig;
import workshop.s3sink.store.MemoryStore;

/** A worker, a bucket in memory, the tutorial's settings, and one partition of one topic. */
final class TaskHarness {
  static final TopicPartition ORDER = new TopicPartition("order", 0);
  static final String PREFIX = "topics/order/partition=0/order+0+";
  private static final long BORN_MS = 1_700_000_000_000L;
  private static final Schema SCHEMA =
      SchemaBuilder.struct().field("id", Schema.OPTIONAL_STRING_SCHEMA).build();

  final MemoryStore store = new MemoryStore();
  final Map<String, String> config = new HashMap<>(TutorialConfig.properties());
  final FakeWorker worker = new FakeWorker(config, store);

  TaskHarness() {
    config.put("flush.size", "10");
    worker.logs.put(ORDER, new ArrayList<>());
  }

  /** Appends records to the topic; `life` marks which life of the topic they belong to. */
  void produce(int count, String life) {
    List<SinkRecord> log = worker.logs.get(ORDER);
    for (int i = 0; i < count; i++) {
      long offset = log.isEmpty() ? 0 : log.get(log.size() - 1).kafkaOffset() + 1;
      log.add(record(offset, value(life + offset)));
    }
  }

  void produceTombstone() {
    List<SinkRecord> log = worker.logs.get(ORDER);
    log.add(record(log.size(), null));
  }

  static Struct value(String id) {
    return new Struct(SCHEMA).put("id", id);
  }

  static SinkRecord record(long offset, Struct value) {
    return record(ORDER, offset, value);
  }

  static SinkRecord record(TopicPartition partition, long offset, Struct value) {
    return new SinkRecord(
        partition.topic(),
        partition.partition(),
        null,
        "k",
        value == null ? SCHEMA : value.schema(),
        value,
        offset,
        BORN_MS + offset,
        TimestampType.CREATE_TIME);
  }

  static String key(long start) {
    return PREFIX + String.format("%010d", start) + ".json";
  }

  /** All lines in S3 in the order of the objects' names. */
  List<String> lines() {
    return store.keys().stream().flatMap(key -> store.content(key).lines()).toList();
  }

  /** Every record that has a value is in S3 exactly once, in order, up to an offset. */
  void assertWritten(long end) {
    List<String> expected =
        worker.logs.get(ORDER).stream()
            .filter(record -> record.kafkaOffset() < end && record.value() != null)
            .map(record -> "{\"id\":\"" + ((Struct) record.value()).get("id") + "\"}")
            .toList();
    assertEquals(expected, lines());
  }
}
