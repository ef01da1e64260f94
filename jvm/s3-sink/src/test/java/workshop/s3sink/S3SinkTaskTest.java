package workshop.s3sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static workshop.s3sink.TaskHarness.ORDER;
import static workshop.s3sink.TaskHarness.key;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class S3SinkTaskTest {
  private final TaskHarness harness = new TaskHarness();
  private final FakeWorker worker = harness.worker;

  @Test
  void writesFullFilesAndKeepsTheRest() {
    harness.produce(25, "a");
    worker.start();
    worker.pollAll();
    assertEquals(List.of(key(0), key(10)), harness.store.keys());
    assertTrue(harness.store.content(key(0)).startsWith("{\"id\":\"a0\"}\n{\"id\":\"a1\"}\n"));
    assertTrue(harness.store.content(key(0)).endsWith("{\"id\":\"a9\"}\n"));
    harness.assertWritten(20);
  }

  @Test
  void writesAnIdleTailAtTheScheduleWithinFiveSeconds() {
    harness.produce(3, "a");
    worker.start();
    worker.pollAll();
    assertEquals(List.of(), harness.store.keys());
    long minute = 60_000 - worker.clock.wallMs() % 60_000;
    assertTrue(worker.timeoutMs() <= 2_000, "an idle task is called every two seconds");
    worker.clock.pass(minute - 1);
    worker.poll();
    assertEquals(List.of(), harness.store.keys());
    worker.clock.pass(1);
    worker.poll();
    harness.assertWritten(3);
  }

  @Test
  void writesOnTimeAlthoughTheClockWasSetBack() {
    harness.produce(3, "a");
    worker.start();
    worker.poll();
    worker.poll();
    worker.clock.set(-3_600_000);
    worker.pollAll();
    harness.assertWritten(3);
  }

  @Test
  void rotatesByRecordTime() {
    harness.config.put("rotate.interval.ms", "4");
    harness.produce(9, "a");
    worker.start();
    worker.pollAll();
    assertEquals(List.of(key(0), key(4)), harness.store.keys());
  }

  @Test
  void commitsOnlyWhatIsInS3() {
    worker.start();
    worker.pollAll();
    assertEquals(Map.of(), worker.preCommit());
    harness.produce(25, "a");
    worker.pollAll();
    assertEquals(20, worker.preCommit().get(ORDER).offset());
  }

  @Test
  void doublesNothingAfterAKillWhateverWasCommitted() {
    for (long committed : new long[] {0, 5, 20, 23}) {
      TaskHarness fresh = new TaskHarness();
      fresh.produce(23, "a");
      fresh.worker.start();
      fresh.worker.pollAll();
      fresh.worker.clock.pass(60_000);
      fresh.worker.poll();
      fresh.worker.committed.put(ORDER, committed);
      fresh.produce(10, "a");
      fresh.worker.start();
      fresh.worker.pollAll();
      fresh.worker.clock.pass(60_000);
      fresh.worker.poll();
      fresh.assertWritten(33);
      assertEquals(33, fresh.worker.preCommit().get(ORDER).offset());
    }
  }

  @Test
  void goesOnBehindAnObjectThatAnotherTaskWroteInTheMeantime() {
    harness.produce(30, "a");
    FakeWorker zombie = new FakeWorker(harness.config, harness.store);
    zombie.logs.put(ORDER, List.copyOf(worker.logs.get(ORDER).subList(0, 6)));
    zombie.start();
    zombie.pollAll();
    worker.start();
    worker.poll();
    zombie.clock.pass(60_000);
    zombie.poll();
    assertEquals(List.of(key(0)), harness.store.keys());
    worker.pollAll();
    worker.clock.pass(60_000);
    worker.pollAll();
    harness.assertWritten(30);
  }

  @Test
  void packsObjectsWithGzipAndResumesBehindThem() throws IOException {
    harness.config.put("s3.compression.type", "gzip");
    harness.produce(15, "a");
    worker.start();
    worker.pollAll();
    worker.start();
    worker.pollAll();
    worker.clock.pass(60_000);
    worker.poll();
    assertEquals(List.of(key(0) + ".gz", key(10) + ".gz"), harness.store.keys());
    var packed = new ByteArrayInputStream(harness.store.bytes(key(10) + ".gz"));
    assertEquals(5, new GZIPInputStream(packed).readAllBytes().length / "{'id':'a10'}\n".length());
  }

  @Test
  void goesOnBehindObjectsThatWerePackedOtherwise() {
    harness.produce(20, "a");
    worker.start();
    worker.pollAll();
    harness.config.put("s3.compression.type", "gzip");
    harness.produce(10, "a");
    worker.start();
    worker.pollAll();
    assertEquals(List.of(key(0), key(10), key(20) + ".gz"), harness.store.keys());
  }

  @Test
  void writesTheLastObjectAgainWhenItWasDeletedAlthoughItsEndIsCommitted() {
    harness.produce(30, "a");
    worker.start();
    worker.pollAll();
    worker.stop();
    assertEquals(30, worker.committed.get(ORDER));
    harness.store.delete(key(20));
    worker.start();
    worker.pollAll();
    harness.assertWritten(30);
  }

  @Test
  void readsPartitionsAgainThatWerePausedWhenTheyWereRevoked() {
    FakeWorker slow = new FakeWorker(harness.config, harness.store, true);
    slow.logs.putAll(harness.worker.logs);
    harness.produce(20, "a");
    slow.start();
    slow.poll();
    assertEquals(Set.of(ORDER), slow.paused);
    slow.rebalance();
    assertEquals(Set.of(), slow.paused);
    slow.pollAll();
    harness.assertWritten(20);
  }

  @Test
  void writesTheLargestFileEarlyWhenItsMemoryIsFull() {
    harness.config.put("flush.size", "1000000");
    harness.config.put("buffer.memory.bytes", "1048576");
    harness.produce(30, "x".repeat(100_000));
    worker.start();
    worker.pollAll();
    worker.clock.pass(60_000);
    worker.pollAll();
    assertEquals(3, harness.store.keys().size(), harness.store.keys().toString());
    harness.assertWritten(30);
  }

  @Test
  void readsOnWithAHundredPartitionsInLittleMemoryAlsoWithoutASchedule() {
    long limit = 1 << 20;
    produceToAHundredPartitions(limit);
    worker.start();
    worker.pollAll();
    assertAllIsRead();
    long line = "{'id':'0'}\n".length() + 2_000;
    long unwritten = 100 * 60 - harness.lines().size();
    assertTrue(unwritten * line <= limit, unwritten + " records are in memory");
  }

  @Test
  void keepsOnlySoManyPackedFilesOpenAsTheMemoryForPackingAllows() {
    long limit = 8 << 20;
    harness.config.put("s3.compression.type", "gzip");
    produceToAHundredPartitions(limit);
    worker.start();
    worker.pollAll();
    assertAllIsRead();
    long open = 100 - worker.preCommit().values().stream().filter(o -> o.offset() == 60).count();
    assertTrue(open <= limit / (256 << 10), open + " files are open");
  }

  private void produceToAHundredPartitions(long limit) {
    harness.config.put("flush.size", "1000000");
    harness.config.put("buffer.memory.bytes", String.valueOf(limit));
    harness.config.remove("rotate.schedule.interval.ms");
    harness.produce(60, "x".repeat(2_000));
    for (int i = 1; i < 100; i++) {
      TopicPartition partition = new TopicPartition("order-" + i, 0);
      worker.logs.put(
          partition,
          worker.logs.get(ORDER).stream()
              .map(r -> TaskHarness.record(partition, r.kafkaOffset(), (Struct) r.value()))
              .toList());
    }
  }

  private void assertAllIsRead() {
    worker.logs.forEach(
        (partition, log) -> assertEquals(60, worker.positions.get(partition), "" + partition));
  }
}
