package workshop.s3sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static workshop.s3sink.TaskHarness.ORDER;
import static workshop.s3sink.TaskHarness.key;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import workshop.s3sink.store.StoreException;

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
  void survivesAnOutageOfMinutesWithoutLoss() {
    harness.produce(5, "a");
    worker.start();
    harness.store.failWhen(() -> Optional.of(new StoreException("S3 answers 503", true, null)));
    for (int i = 0; i < 150; i++) {
      harness.produce(1, "a");
      worker.poll();
      worker.clock.pass(2_000);
    }
    assertEquals(List.of(), harness.store.keys());
    harness.store.failWhen(Optional::empty);
    worker.pollAll();
    worker.clock.pass(60_000);
    worker.pollAll();
    harness.assertWritten(155);
  }

  @Test
  void waitsForS3AtTheStartToo() {
    harness.produce(10, "a");
    harness.store.failWhen(() -> Optional.of(new StoreException("S3 is refused", true, null)));
    worker.start();
    worker.pollAll();
    assertTrue(worker.paused.contains(ORDER), "reads nothing before it knows where S3 ends");
    harness.store.failWhen(Optional::empty);
    worker.clock.pass(5_000);
    worker.pollAll();
    harness.assertWritten(10);
  }

  @Test
  void knowsItsOwnObjectWhenTheAnswerToAWriteGotLost() {
    harness.produce(20, "a");
    worker.start();
    harness.store.loseAnswers(true);
    worker.poll();
    worker.poll();
    worker.poll();
    harness.store.loseAnswers(false);
    worker.clock.pass(10_000);
    worker.pollAll();
    harness.assertWritten(20);
    assertEquals(20, worker.preCommit().get(ORDER).offset());
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
  void failsOnATombstoneAndSaysWhatToDo() {
    harness.produceTombstone();
    worker.start();
    ConnectException error = assertThrows(ConnectException.class, worker::pollAll);
    assertEquals(
        "Record 0 of order-0 has no value (a tombstone): set `behavior.on.null.values` to ignore"
            + " to leave such records out",
        error.getMessage());
  }

  @Test
  void leavesTombstonesOutWhenAskedTo() {
    harness.config.put("behavior.on.null.values", "ignore");
    harness.produce(4, "a");
    harness.produceTombstone();
    harness.produce(6, "a");
    worker.start();
    worker.pollAll();
    harness.assertWritten(11);
    assertEquals(11, worker.preCommit().get(ORDER).offset());
  }

  @Test
  void failsAtItsStartWithOneSentenceWhenTheBucketIsMissing() {
    harness.store.failWhen(() -> Optional.of(new StoreException("No bucket", false, null)));
    assertEquals("No bucket", assertThrows(ConnectException.class, worker::start).getMessage());
  }

  @Test
  void startsWhileS3IsAwayAndWritesWhenItIsBack() {
    AtomicBoolean isAway = new AtomicBoolean(true);
    StoreException away = new StoreException("S3 cannot be reached", true, null);
    harness.store.failWhen(() -> isAway.get() ? Optional.of(away) : Optional.empty());
    harness.produce(10, "a");
    worker.start();
    isAway.set(false);
    worker.pollAll();
    harness.assertWritten(10);
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
  void readsOnWithManyPartitionsInLittleMemoryAlsoWithoutASchedule() {
    harness.config.put("flush.size", "1000000");
    harness.config.put("buffer.memory.bytes", "1048576");
    harness.config.remove("rotate.schedule.interval.ms");
    harness.produce(60, "x".repeat(10_000));
    for (int i = 1; i < 20; i++) {
      TopicPartition partition = new TopicPartition("order-" + i, 0);
      worker.logs.put(
          partition,
          worker.logs.get(ORDER).stream()
              .map(r -> TaskHarness.record(partition, r.kafkaOffset(), (Struct) r.value()))
              .toList());
    }
    worker.start();
    worker.pollAll();
    worker.logs.forEach(
        (partition, log) -> assertEquals(60, worker.positions.get(partition), "" + partition));
  }
}
