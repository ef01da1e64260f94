package workshop.s3sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static workshop.s3sink.TaskHarness.ORDER;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import workshop.s3sink.store.StoreException;

/** What goes wrong outside the task: S3, the bucket, single records. */
class FailuresTest {
  private final TaskHarness harness = new TaskHarness();
  private final FakeWorker worker = harness.worker;

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
  void sendsARecordThatHasNoPlaceToTheDeadLetterQueueAndWritesTheOthers() {
    harness.config.put("partitioner.class", "FieldPartitioner");
    harness.config.put("partition.field.name", "id");
    harness.config.put("flush.size", "1");
    harness.produce(1, "a");
    SinkRecord poison =
        new SinkRecord("order", 0, null, "k", null, "no fields", 1, 5L, TimestampType.CREATE_TIME);
    worker.logs.get(ORDER).add(poison);
    harness.produce(1, "a");
    worker.start();
    assertEquals(
        "Record 1 of order-0 cannot be written as JSON: field `id` needs a value with fields",
        assertThrows(DataException.class, worker::pollAll).getMessage());
    worker.tolerateErrors();
    worker.start();
    worker.pollAll();
    assertEquals(List.of(poison), worker.reported);
    assertEquals(List.of("{\"id\":\"a0\"}", "{\"id\":\"a2\"}"), harness.lines());
    assertEquals(3, worker.preCommit().get(ORDER).offset());
  }

  @Test
  void failsWithOneSentenceWhenTheBucketIsDeletedInTheMiddle() {
    harness.produce(10, "a");
    worker.start();
    worker.pollAll();
    harness.store.failWhen(() -> Optional.of(new StoreException("No bucket", false, null)));
    harness.produce(10, "a");
    assertEquals("No bucket", assertThrows(ConnectException.class, worker::pollAll).getMessage());
    assertEquals(10, worker.preCommit().get(ORDER).offset());
    harness.store.failWhen(Optional::empty);
    worker.start();
    worker.pollAll();
    harness.assertWritten(20);
  }

  @Test
  void failsAtItsStartWithOneSentenceWhenTheBucketIsMissing() {
    harness.store.failWhen(() -> Optional.of(new StoreException("No bucket", false, null)));
    assertEquals("No bucket", assertThrows(ConnectException.class, worker::start).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"not packed", ""})
  void failsOnAPackedObjectThatIsDamagedBecauseNoFurtherTryMendsIt(String content) {
    harness.config.put("s3.compression.type", "gzip");
    harness.produce(10, "a");
    worker.start();
    worker.pollAll();
    String key = TaskHarness.key(0) + ".gz";
    harness.store.put(key, content, harness.store.metadata(key).orElseThrow());
    worker.start();
    String message = assertThrows(ConnectException.class, worker::pollAll).getMessage();
    assertTrue(
        message.startsWith("Object `" + key + "` was changed: it cannot be unpacked"), message);
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
}
