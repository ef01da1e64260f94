package workshop.s3sink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import workshop.s3sink.config.SinkConfig;
import workshop.s3sink.store.ObjectStore;
import workshop.s3sink.write.FakeClock;

/**
 * What Connect's worker and its consumer do with a sink task, as far as the task can see it:
 * positions, seeks (past the end: back to the beginning), pauses, commits, and kill -9.
 */
final class FakeWorker implements SinkTaskContext {
  private static final int MAX_POLL_RECORDS = 7;

  final Map<TopicPartition, List<SinkRecord>> logs;
  final Map<TopicPartition, Long> committed;
  final FakeClock clock;
  final Map<TopicPartition, Long> positions = new HashMap<>();
  final Set<TopicPartition> paused = new HashSet<>();
  private final Map<TopicPartition, Long> seeks = new HashMap<>();
  private final Map<String, String> properties;
  private final ObjectStore store;
  private S3SinkTask task;
  private long timeoutMs = -1;

  FakeWorker(Map<String, String> properties, ObjectStore store) {
    this.properties = properties;
    this.store = store;
    this.logs = new LinkedHashMap<>();
    this.committed = new HashMap<>();
    this.clock = new FakeClock();
  }

  /** One that takes over the same topics while the other may not know it yet. */
  FakeWorker(FakeWorker other) {
    this.properties = other.properties;
    this.store = other.store;
    this.logs = other.logs;
    this.committed = other.committed;
    this.clock = other.clock;
  }

  /** Starts a task that owns all partitions, reading from the committed offsets. */
  void start() {
    task = new S3SinkTask(clock);
    task.initialize(this);
    task.start(new SinkConfig(properties), store, new DirectExecutor());
    positions.clear();
    seeks.clear();
    paused.clear();
    logs.keySet().forEach(p -> positions.put(p, committed.getOrDefault(p, 0L)));
    task.open(logs.keySet());
    if (timeoutMs < 0 || !paused.isEmpty()) {
      throw new AssertionError("The first poll would last until the next offset flush");
    }
    seek();
  }

  /** One turn: some records, or none when all was read or paused. */
  void poll() {
    seek();
    List<SinkRecord> batch = new ArrayList<>();
    logs.forEach((partition, log) -> poll(partition, log, batch));
    task.put(batch);
  }

  private void poll(TopicPartition partition, List<SinkRecord> log, List<SinkRecord> batch) {
    if (paused.contains(partition)) {
      return;
    }
    log.stream()
        .filter(record -> record.kafkaOffset() >= positions.get(partition))
        .limit(MAX_POLL_RECORDS)
        .forEach(
            record -> {
              batch.add(record);
              positions.put(partition, record.kafkaOffset() + 1);
            });
  }

  /** Polls until nothing is left to read, and then a few times more. */
  void pollAll() {
    for (int idle = 0; idle < 5; ) {
      Map<TopicPartition, Long> before = Map.copyOf(positions);
      poll();
      clock.pass(Math.max(timeoutMs, 1));
      idle = before.equals(positions) && seeks.isEmpty() ? idle + 1 : 0;
    }
  }

  void commit() {
    task.preCommit(Map.of())
        .forEach(
            (partition, offset) -> {
              if (offset.offset() > positions.get(partition)) {
                throw new AssertionError("Commits " + offset + ", read to " + positions);
              }
              committed.put(partition, offset.offset());
            });
  }

  Map<TopicPartition, OffsetAndMetadata> preCommit() {
    return task.preCommit(Map.of());
  }

  void stop() {
    commit();
    task.close(logs.keySet());
    task.stop();
  }

  /** How long the worker would wait for records before it calls the task again. */
  long timeoutMs() {
    return timeoutMs;
  }

  private void seek() {
    seeks.forEach(
        (partition, offset) -> {
          List<SinkRecord> log = logs.get(partition);
          long end = log.isEmpty() ? 0 : log.get(log.size() - 1).kafkaOffset() + 1;
          // Connect's consumer resets silently to `earliest`.
          positions.put(partition, offset > end ? 0L : offset);
        });
    seeks.clear();
  }

  @Override
  public Map<String, String> configs() {
    return properties;
  }

  @Override
  public void offset(Map<TopicPartition, Long> offsets) {
    seeks.putAll(offsets);
  }

  @Override
  public void offset(TopicPartition partition, long offset) {
    seeks.put(partition, offset);
  }

  @Override
  public void timeout(long ms) {
    timeoutMs = ms;
  }

  @Override
  public Set<TopicPartition> assignment() {
    return logs.keySet();
  }

  @Override
  public void pause(TopicPartition... partitions) {
    paused.addAll(List.of(partitions));
  }

  @Override
  public void resume(TopicPartition... partitions) {
    paused.removeAll(List.of(partitions));
  }

  @Override
  public void requestCommit() {}

  @Override
  public PluginMetrics pluginMetrics() {
    throw new UnsupportedOperationException("The task measures nothing");
  }

  /** Runs everything at once, so that a test has one thread. */
  private static final class DirectExecutor extends AbstractExecutorService {
    @Override
    public void execute(Runnable work) {
      work.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
