package workshop.s3sink;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static workshop.s3sink.TaskHarness.ORDER;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import workshop.s3sink.config.SinkConfig;
import workshop.s3sink.partition.Partitioners;
import workshop.s3sink.resume.OffsetGuard;

/** Records of one Kafka partition in many folders, where Connect's committed offset counts too. */
class FoldersTest {
  private final TaskHarness harness = new TaskHarness();
  private final FakeWorker worker = harness.worker;

  @BeforeEach
  void byField() {
    harness.config.put("partitioner.class", "FieldPartitioner");
    harness.config.put("partition.field.name", "id");
    harness.config.put("flush.size", "1");
  }

  @Test
  void areWrittenAgainWhenTheyWereDeletedAndTheOffsetWasSetBack() {
    write(6);
    Map<String, String> all = contents();
    harness.store.delete(key(1));
    harness.store.delete(key(4));
    check(0L);
    worker.committed.put(ORDER, 0L);
    worker.start();
    worker.pollAll();
    assertEquals(all, contents(), "and the others are as they were");
    assertEquals(6, worker.preCommit().get(ORDER).offset());
  }

  @Test
  void areNotWrittenAgainAsLongAsTheCommittedOffsetIsBehindThem() {
    write(6);
    harness.store.delete(key(1));
    harness.produce(1, "a");
    worker.start();
    worker.pollAll();
    assertEquals(6, contents().size());
    assertTrue(!contents().containsKey(key(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FieldPartitioner", "DailyPartitioner"})
  void takeEveryOffsetThatLeavesNoGap(String partitioner) {
    harness.config.put("partitioner.class", partitioner);
    write(6);
    for (Long offset : new Long[] {null, 0L, 3L, 6L}) {
      check(offset);
    }
    assertDoesNotThrow(() -> check(new TopicPartition("order", 1), 99L), "nothing is in S3 there");
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 100})
  void refuseAnOffsetBeyondAllObjectsAndNameTheOneThatGoesFurthest(long offset) {
    write(6);
    ConnectException error = assertThrows(ConnectException.class, () -> check(offset));
    assertEquals(
        "Offset "
            + offset
            + " for order-0 contradicts S3, where nothing goes beyond `"
            + key(5)
            + "`, which ends before offset 6: the records in between would never be written",
        error.getMessage());
  }

  @Test
  void ofAnotherProgramAreRefusedBecauseTheirEndIsUnknown() {
    harness.store.put(key(0), "{\"id\":\"a0\"}\n", Map.of());
    harness.produce(1, "a");
    worker.start();
    ConnectException error = assertThrows(ConnectException.class, worker::pollAll);
    assertTrue(
        error.getMessage().startsWith("Object `" + key(0) + "` was written by another program"));
  }

  @Test
  void doNotHoldTheCommittedOffsetBackWhenTheirLastRecordWasCompactedAway() {
    produce("old", "old", "new");
    worker.start();
    worker.pollAll();
    worker.logs.get(ORDER).remove(1);
    produce("new");
    worker.committed.put(ORDER, 0L);
    worker.start();
    worker.pollAll();
    assertEquals(4, worker.preCommit().get(ORDER).offset());
  }

  @Test
  void neverTakeBackWhatWasCommittedWhenAnotherTaskHasWrittenMeanwhile() {
    write(3);
    FakeWorker slow = new FakeWorker(harness.config, harness.store, true);
    slow.logs.putAll(worker.logs);
    slow.start();
    slow.pollAll();
    produce("x", "x");
    slow.poll();
    harness.config.put("flush.size", "2");
    worker.start();
    worker.pollAll();
    for (int turn = 0; turn < 5; turn++) {
      slow.poll();
      assertTrue(slow.preCommit().get(ORDER).offset() >= 3, "at turn " + turn);
    }
    slow.pollAll();
    assertEquals(5, slow.preCommit().get(ORDER).offset());
  }

  @Test
  void compareEveryRecordThatTheObjectOfTheFirstOneCovers() {
    harness.config.put("flush.size", "3");
    produce("same", "same", "same");
    worker.start();
    worker.pollAll();
    worker.committed.clear();
    var log = worker.logs.get(ORDER);
    Schema wider =
        SchemaBuilder.struct().field("id", Schema.STRING_SCHEMA).field("n", Schema.INT32_SCHEMA);
    log.set(1, TaskHarness.record(1, new Struct(wider).put("id", "same").put("n", 1)));
    worker.start();
    ConnectException error = assertThrows(ConnectException.class, worker::pollAll);
    assertTrue(error.getMessage().contains("the record at offset 1 is not in"), error.getMessage());
  }

  private void produce(String... ids) {
    List<SinkRecord> log = worker.logs.get(ORDER);
    for (String id : ids) {
      long offset = log.isEmpty() ? 0 : log.get(log.size() - 1).kafkaOffset() + 1;
      log.add(TaskHarness.record(offset, TaskHarness.value(id)));
    }
  }

  private void write(int records) {
    harness.produce(records, "a");
    worker.start();
    worker.pollAll();
    worker.clock.pass(60_000);
    worker.pollAll();
    worker.stop();
  }

  private void check(Long offset) {
    check(ORDER, offset);
  }

  private void check(TopicPartition partition, Long offset) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    offsets.put(partition, offset);
    SinkConfig config = new SinkConfig(harness.config);
    new OffsetGuard(config, Partitioners.of(config), harness.store).check(offsets);
  }

  private Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    harness.store.keys().forEach(key -> contents.put(key, harness.store.content(key)));
    return contents;
  }

  private static String key(int offset) {
    return String.format("topics/order/id=a%d/order+0+%010d.json", offset, offset);
  }
}
