package workshop.s3sink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
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
  private static final int IDLE_POLLS = 60;
  private static final long BUSY_MS = 1_000;

  final Map<TopicPartition, List<SinkRecord>> logs;
  final Map<TopicPartition, Long> committed;
  final FakeClock clock;
  final Map<TopicPartition, Long> positions = new HashMap<>();
  final Set<TopicPartition> paused = new HashSet<>();
  private final Map<TopicPartition, Long> lastCommitted = new HashMap<>();
  private final Map<TopicPartition, Long> seeks = new HashMap<>();
  private final Map<String, String> properties;
  private final ObjectStore store;
  private final boolean isS3Slow;
  final List<SinkRecord> reported = new ArrayList<>();
  private boolean isReporting;
  private S3SinkTask task;
  private FakeExecutor requests;
  private long timeoutMs = -1;
  private boolean isCommitRequested;
  private boolean isFenced;

  FakeWorker(Map<String, String> properties, ObjectStore store) {
    this(properties, store, false);
  }

  /**
   * @param isS3Slow whether S3 answers only after the task has been called again
   */
  FakeWorker(Map<String, String> properties, ObjectStore store, boolean isS3Slow) {
    this.isS3Slow = isS3Slow;
    this.properties = properties;
    this.store = store;
    this.logs = new LinkedHashMap<>();
    this.committed = new HashMap<>();
    this.clock = new FakeClock();
  }

  /** From now on it has a dead letter queue. */
  void tolerateErrors() {
    isReporting = true;
  }

  /** One that takes over the same topics while the other may not know it yet. */
  FakeWorker(FakeWorker other) {
    other.isFenced = true;
    this.isS3Slow = other.isS3Slow;
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
    requests = new FakeExecutor(isS3Slow);
    task.start(new SinkConfig(properties), store, requests);
    positions.clear();
    seeks.clear();
    paused.clear();
    logs.keySet().forEach(p -> positions.put(p, committed.getOrDefault(p, 0L)));
    lastCommitted.clear();
    lastCommitted.putAll(positions);
    task.open(logs.keySet());
    if (timeoutMs < 0 || !paused.isEmpty()) {
      throw new AssertionError("The first poll would last until the next offset flush");
    }
    seek();
  }

  /** All partitions leave and come back to the same task; Connect pauses again what was paused. */
  void rebalance() {
    task.close(logs.keySet());
    logs.keySet().forEach(p -> positions.put(p, committed.getOrDefault(p, 0L)));
    task.open(logs.keySet());
    seek();
  }

  /** One turn: some records, or none when all was read or paused. */
  void poll() {
    if (isCommitRequested) {
      commit();
      isCommitRequested = false;
    }
    seek();
    List<SinkRecord> batch = new ArrayList<>();
    logs.forEach((partition, log) -> poll(partition, log, batch));
    task.put(batch);
    requests.runLate();
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

  /** Polls until nothing is left to read and nothing under way, and then a few times more. */
  void pollAll() {
    for (int idle = 0; idle < IDLE_POLLS; ) {
      Map<TopicPartition, Long> before = Map.copyOf(positions);
      poll();
      clock.pass(Math.max(timeoutMs, 1));
      boolean isIdle = before.equals(positions) && seeks.isEmpty();
      // A task whose S3 is away is busy for ever.
      idle = isIdle ? idle + (timeoutMs < BUSY_MS ? 1 : IDLE_POLLS / 4) : 0;
    }
  }

  /**
   * Commits as Connect does: as soon as the task names one partition, all others are committed too,
   * where reading was last set to.
   */
  void commit() {
    Map<TopicPartition, OffsetAndMetadata> written = task.preCommit(Map.of());
    if (written.isEmpty() || isFenced) {
      return;
    }
    written.forEach(
        (partition, offset) -> {
          if (offset.offset() <= positions.get(partition)) {
            lastCommitted.put(partition, offset.offset());
          }
        });
    committed.putAll(lastCommitted);
  }

  Map<TopicPartition, OffsetAndMetadata> preCommit() {
    return task.preCommit(Map.of());
  }

  void stop() {
    requests.runLate();
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
          lastCommitted.put(partition, offset);
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
  public void requestCommit() {
    isCommitRequested = true;
  }

  @Override
  public ErrantRecordReporter errantRecordReporter() {
    return isReporting ? this::report : null;
  }

  private Future<Void> report(SinkRecord record, Throwable error) {
    reported.add(record);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public PluginMetrics pluginMetrics() {
    throw new UnsupportedOperationException("The task measures nothing");
  }
}
