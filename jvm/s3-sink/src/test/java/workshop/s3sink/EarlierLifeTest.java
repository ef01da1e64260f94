package workshop.s3sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static workshop.s3sink.TaskHarness.ORDER;
import static workshop.s3sink.TaskHarness.key;

import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EarlierLifeTest {
  private final TaskHarness harness = new TaskHarness();
  private final FakeWorker worker = harness.worker;

  @BeforeEach
  void liveOnce() {
    harness.produce(20, "first");
    worker.start();
    worker.pollAll();
    worker.stop();
  }

  @Test
  void isNoticedWhenTheNewTopicHasAnotherRecordThere() {
    worker.committed.clear();
    worker.logs.get(ORDER).clear();
    harness.produce(50, "second");
    assertStops("`" + key(10) + "` is from an earlier life of topic `order`");
  }

  @Test
  void isNoticedWhenTheNewTopicIsShorter() {
    worker.committed.clear();
    worker.logs.get(ORDER).clear();
    harness.produce(5, "first");
    assertStops("the topic begins again at offset 0");
  }

  @Test
  void isToldFromRetentionWhichLetsTheSinkGoOn() {
    harness.produce(20, "first");
    worker.logs.get(ORDER).subList(0, 25).clear();
    worker.start();
    worker.pollAll();
    assertTrue(harness.store.keys().contains(key(25)));
    assertEquals(35, worker.preCommit().get(ORDER).offset());
  }

  @Test
  void cannotBeToldAfterRetentionAndStopsWhenAskedTo() {
    harness.config.put("resume.on.missing.record", "fail");
    harness.produce(20, "first");
    worker.logs.get(ORDER).subList(0, 25).clear();
    assertStops("it cannot be told whether it is still the same topic");
  }

  @Test
  void isNotSuspectedWhenATransformChangedTheLines() {
    harness.config.put("transforms", "new");
    var log = worker.logs.get(ORDER);
    log.replaceAll(record -> TaskHarness.record(record.kafkaOffset(), null));
    log.clear();
    harness.produce(30, "transformed");
    worker.start();
    worker.pollAll();
    assertTrue(harness.store.content(key(20)).startsWith("{\"id\":\"transformed20\"}"));
  }

  @Test
  void isNotMistakenForASecondSinkInTheSameFolder() {
    harness.config.put("name", "other-sink");
    assertStops("was written by connector `order-sink`");
  }

  @Test
  void isNoticedInObjectsOfTheConfluentSinkByTheirLastLine() {
    String content = harness.store.content(key(10));
    harness.store.put(key(10), content, Map.of());
    harness.produce(10, "first");
    worker.start();
    worker.pollAll();
    harness.assertWritten(30);
    harness.store.delete(key(20));
    harness.store.put(key(10), content.replace("first19", "third19"), Map.of());
    assertStops("is not the one in the object's last line");
  }

  @Test
  void isNotMistakenForAnObjectThatSomebodyEdited() {
    String content = harness.store.content(key(10));
    Map<String, String> facts = harness.store.metadata(key(10)).orElseThrow();
    harness.store.put(key(10), content + content, facts);
    assertStops("has 20 lines, its metadata says 10");
    harness.store.put(key(10), content.replace("first12", "third12"), facts);
    assertStops("holds other bytes than its metadata says");
  }

  @Test
  void isNoticedAtTheFirstRecordOfAFolderThatIsReplayed() {
    TaskHarness fields = new TaskHarness();
    fields.config.put("partitioner.class", "FieldPartitioner");
    fields.config.put("partition.field.name", "id");
    fields.config.put("flush.size", "1");
    fields.produce(3, "same-id-at-");
    fields.worker.start();
    fields.worker.pollAll();
    fields.worker.committed.clear();
    fields.worker.start();
    fields.worker.pollAll();
    assertEquals(3, fields.store.keys().size(), "what is in S3 is not written again");
    var log = fields.worker.logs.get(ORDER);
    log.set(0, TaskHarness.record(0, (Struct) log.get(1).value()));
    String key = "topics/order/id=same-id-at-1/order+0+0000000001.json";
    fields.worker.committed.clear();
    fields.worker.start();
    ConnectException error = assertThrows(ConnectException.class, fields.worker::pollAll);
    assertTrue(error.getMessage().contains("`" + key + "` is from an earlier life"));
  }

  private void assertStops(String reason) {
    ConnectException error =
        assertThrows(
            ConnectException.class,
            () -> {
              worker.start();
              worker.pollAll();
            });
    assertTrue(error.getMessage().contains(reason), error.getMessage());
  }
}
