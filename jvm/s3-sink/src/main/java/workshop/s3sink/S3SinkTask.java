package workshop.s3sink;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import workshop.s3sink.config.SinkConfig;
import workshop.s3sink.json.JsonLine;
import workshop.s3sink.partition.Partitioners;
import workshop.s3sink.rotate.Rotation;
import workshop.s3sink.store.ObjectStore;
import workshop.s3sink.store.S3Clients;
import workshop.s3sink.store.StoreException;
import workshop.s3sink.write.PartitionWriter;
import workshop.s3sink.write.SinkClock;
import workshop.s3sink.write.StreamTools;

/** Writes the records of some partitions to S3, each exactly once. */
public final class S3SinkTask extends SinkTask {
  /** An idle task is called this often, which is how an idle file is completed on time. */
  private static final long IDLE_MS = 2_000;

  /** The same while S3 owes an answer. */
  private static final long BUSY_MS = 50;

  /** A rebalance of the whole group waits for this, also while S3 is down. */
  private static final long CLOSE_MS = 3_000;

  private static final int UPLOAD_THREADS = 4;

  private final Map<TopicPartition, PartitionWriter> writers = new LinkedHashMap<>();
  private final SinkClock clock;
  private Map<TopicPartition, OffsetAndMetadata> requested = Map.of();
  private ExecutorService executor;
  private ObjectStore store;
  private StreamTools tools;
  private BackPressure backPressure;

  /** As Connect makes it. */
  public S3SinkTask() {
    this(SinkClock.system());
  }

  S3SinkTask(SinkClock clock) {
    this.clock = clock;
  }

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public void start(Map<String, String> properties) {
    SinkConfig config = new SinkConfig(properties);
    start(
        config, S3Clients.open(config), Executors.newFixedThreadPool(UPLOAD_THREADS, this::thread));
  }

  void start(SinkConfig config, ObjectStore objects, ExecutorService uploads) {
    store = objects;
    executor = uploads;
    verifyBucket();
    tools =
        new StreamTools(
            config,
            objects,
            uploads,
            clock,
            Partitioners.of(config),
            new Rotation(config),
            new JsonLine());
    backPressure = new BackPressure(context, config.bufferBytes());
    context.timeout(IDLE_MS);
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    // Nothing is paused here: the worker is in the middle of a poll that lasts until records come.
    for (TopicPartition partition : partitions) {
      backPressure.open(partition);
      writers.put(partition, new PartitionWriter(partition, tools));
    }
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    try {
      records.forEach(this::append);
      advance();
    } catch (StoreException error) {
      throw new ConnectException(error.getMessage(), error);
    }
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> read) {
    Map<TopicPartition, OffsetAndMetadata> written = new HashMap<>();
    writers.forEach(
        (partition, writer) ->
            writer
                .committable()
                .ifPresent(offset -> written.put(partition, new OffsetAndMetadata(offset))));
    return written;
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    long deadline = clock.steadyMs() + CLOSE_MS;
    for (TopicPartition partition : partitions) {
      PartitionWriter writer = writers.remove(partition);
      if (writer != null) {
        writer.await(Math.max(deadline - clock.steadyMs(), 0));
      }
    }
  }

  @Override
  public void stop() {
    writers.clear();
    if (executor != null) {
      executor.shutdown();
      store.close();
    }
  }

  /** A task that can never write fails at once; one whose S3 is only away at the moment goes on. */
  private void verifyBucket() {
    try {
      store.verifyBucket();
    } catch (StoreException error) {
      if (!error.isRetriable()) {
        throw new ConnectException(error.getMessage(), error);
      }
    }
  }

  private void append(SinkRecord record) {
    TopicPartition partition =
        new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    PartitionWriter writer = writers.get(partition);
    if (writer == null) {
      throw new ConnectException(
          "A record of " + partition + " came, which this task does not own");
    }
    if (!record.originalTopic().equals(record.topic())) {
      throw new ConnectException(
          "A transform renamed topic `"
              + record.originalTopic()
              + "` to `"
              + record.topic()
              + "`, which this sink cannot follow: take the transform out of `transforms`");
    }
    if (record.value() == null) {
      checkNullValue(partition, record);
      return;
    }
    try {
      writer.append(record);
    } catch (DataException error) {
      report(partition, record, error);
    }
  }

  private void checkNullValue(TopicPartition partition, SinkRecord record) {
    if (!tools.config().ignoresNullValues()) {
      throw new ConnectException(
          "Record "
              + record.originalKafkaOffset()
              + " of "
              + partition
              + " has no value (a"
              + " tombstone): set `behavior.on.null.values` to ignore to leave such records out");
    }
  }

  private void report(TopicPartition partition, SinkRecord record, DataException error) {
    ErrantRecordReporter reporter = context.errantRecordReporter();
    if (reporter == null) {
      throw new DataException(
          "Record "
              + record.originalKafkaOffset()
              + " of "
              + partition
              + " cannot be written as JSON: "
              + error.getMessage(),
          error);
    }
    reporter.report(record, error);
  }

  private void advance() {
    writers.forEach(
        (partition, writer) ->
            writer.advance().ifPresent(offset -> context.offset(partition, offset)));
    backPressure.apply(writers);
    requestCommit();
    boolean isBusy = writers.values().stream().anyMatch(PartitionWriter::isBusy);
    context.timeout(isBusy ? BUSY_MS : IDLE_MS);
  }

  /** Commits as soon as S3 has more, so that a group's lag shows what is not in S3 yet. */
  private void requestCommit() {
    Map<TopicPartition, OffsetAndMetadata> written = preCommit(Map.of());
    if (!written.equals(requested)) {
      requested = written;
      context.requestCommit();
    }
  }

  private Thread thread(Runnable work) {
    Thread thread = new Thread(work, "s3-sink-" + tools.config().connector());
    thread.setDaemon(true);
    return thread;
  }
}
