package workshop.s3sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static workshop.s3sink.TaskHarness.ORDER;
import static workshop.s3sink.TaskHarness.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import workshop.s3sink.config.SinkConfig;
import workshop.s3sink.store.ObjectStore;
import workshop.s3sink.store.S3Clients;
import workshop.s3sink.store.S3ProxyServer;

/** The task on a real S3. */
class S3ProxyTaskTest {
  private static S3ProxyServer server;
  private static int buckets;

  private final TaskHarness harness = new TaskHarness();
  private ObjectStore store;
  private FakeWorker worker;

  @BeforeAll
  static void startServer(@TempDir Path folder) throws IOException {
    server = new S3ProxyServer(folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void openBucket() throws IOException {
    String bucket = "bucket-" + buckets++;
    server.createBucket(bucket);
    harness.config.put("s3.bucket.name", bucket);
    harness.config.put("store.url", server.url());
    store = S3Clients.open(new SinkConfig(harness.config));
    worker = new FakeWorker(harness.config, store);
    worker.logs.putAll(harness.worker.logs);
  }

  @Test
  void writesAndResumesAfterAKill() {
    harness.produce(25, "a");
    worker.start();
    worker.pollAll();
    worker.clock.pass(60_000);
    worker.poll();
    harness.produce(10, "a");
    worker.start();
    worker.pollAll();
    assertEquals(
        List.of(key(0), key(10), key(20), key(25)), store.list("topics/", "topics/").keys());
    assertEquals(35, lines());
    assertEquals(35, worker.preCommit().get(ORDER).offset());
  }

  @Test
  void survivesAKilledS3() throws IOException {
    harness.produce(10, "a");
    worker.start();
    worker.pollAll();
    server.kill();
    harness.produce(25, "a");
    for (int i = 0; i < 5; i++) {
      worker.poll();
      worker.clock.pass(2_000);
    }
    server.start();
    worker.clock.pass(10_000);
    worker.pollAll();
    assertEquals(30, lines());
    assertEquals(30, worker.preCommit().get(ORDER).offset());
  }

  @Test
  void refusesToAlterOffsetsToWhatS3Contradicts() {
    harness.produce(25, "a");
    worker.start();
    worker.pollAll();
    assertTrue(alter(ORDER, 20L));
    assertTrue(alter(new TopicPartition("order", 1), 7L), "nothing is in S3 there");
    for (Long offset : new Long[] {null, 0L, 5L, 21L}) {
      ConnectException error = assertThrows(ConnectException.class, () -> alter(ORDER, offset));
      assertTrue(error.getMessage().contains("`" + key(10) + "` ends before offset 20"));
    }
  }

  private boolean alter(TopicPartition partition, Long offset) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    offsets.put(partition, offset);
    return new S3SinkConnector().alterOffsets(harness.config, offsets);
  }

  private long lines() {
    return store.list("topics/", "topics/").keys().stream().mapToLong(this::lines).sum();
  }

  private long lines(String key) {
    try (var content = store.read(key).content()) {
      String text = new String(content.readAllBytes());
      assertFalse(text.isEmpty());
      return text.lines().distinct().count();
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }
}
