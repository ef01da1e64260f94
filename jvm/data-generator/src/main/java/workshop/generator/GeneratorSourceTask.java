package workshop.generator;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Runs a {@link Generator} by the clock, as Connect polls it. */
public final class GeneratorSourceTask extends SourceTask {
  /** Connect stops and pauses a task only between two polls. */
  private static final long MAX_WAIT_NS = Duration.ofMillis(100).toNanos();

  private Generator generator;
  private volatile Thread waiting;

  /** Required by Connect, which creates tasks by reflection. */
  public GeneratorSourceTask() {}

  @Override
  public String version() {
    return GeneratorSourceConnector.VERSION;
  }

  @Override
  public void start(Map<String, String> config) {
    Configuration configuration = Configuration.read(config).orThrow();
    TaskIdentity identity = TaskIdentity.read(config);
    Definition definition = configuration.definition();
    Map<String, Life> lives = Lives.begin(definition, identity, stored(definition, identity));
    List<Series> series = Plan.compile(definition, configuration.expressions(), identity, lives);
    generator = new Generator(series, identity, System.nanoTime());
  }

  private Map<String, Life> stored(Definition definition, TaskIdentity identity) {
    Map<String, Life> stored = new HashMap<>();
    for (String topic : definition.topics().keySet()) {
      Map<String, Object> offset = context.offsetStorageReader().offset(identity.partition(topic));
      if (offset != null) {
        stored.put(topic, Life.read(offset));
      }
    }
    return stored;
  }

  /** Returns null when there is nothing yet, after at most 100 ms. */
  @Override
  public List<SourceRecord> poll() {
    // Set before looking, so that an acknowledgement in between ends the wait before it begins.
    waiting = Thread.currentThread();
    List<SourceRecord> records = generator.emit(System.nanoTime());
    if (records.isEmpty()) {
      LockSupport.parkNanos(this, Math.min(generator.remaining(System.nanoTime()), MAX_WAIT_NS));
      records = generator.emit(System.nanoTime());
    }
    waiting = null;
    return records.isEmpty() ? null : records;
  }

  @Override
  public void commitRecord(SourceRecord record, RecordMetadata metadata) {
    generator.settle(record, metadata == null);
    LockSupport.unpark(waiting);
  }

  @Override
  public void stop() {
    LockSupport.unpark(waiting);
  }
}
