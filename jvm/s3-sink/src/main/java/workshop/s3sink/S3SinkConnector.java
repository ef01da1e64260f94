package workshop.s3sink;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import workshop.s3sink.config.SinkConfig;
import workshop.s3sink.config.SinkKeys;
import workshop.s3sink.config.SinkValidation;
import workshop.s3sink.partition.Partitioners;
import workshop.s3sink.resume.OffsetGuard;
import workshop.s3sink.store.ObjectStore;
import workshop.s3sink.store.S3Clients;
import workshop.s3sink.store.StoreException;

/**
 * Kafka to S3 as JSON lines. Takes the settings of Confluent's connector of the same name, writes
 * the same objects, and writes every record exactly once.
 */
public final class S3SinkConnector extends SinkConnector {
  private static final Logger LOG = LoggerFactory.getLogger(S3SinkConnector.class);

  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return Version.current();
  }

  @Override
  public ConfigDef config() {
    return SinkKeys.definition();
  }

  @Override
  public Config validate(Map<String, String> proposed) {
    return new Config(SinkValidation.validate(proposed));
  }

  @Override
  public Class<? extends Task> taskClass() {
    return S3SinkTask.class;
  }

  @Override
  public void start(Map<String, String> proposed) {
    properties = Map.copyOf(proposed);
    Thread thread = new Thread(() -> loadSdk(proposed), "s3-sink-load-sdk");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, properties);
  }

  /**
   * Takes new offsets only when S3 does not contradict them; {@link ConnectException} names the
   * objects that do.
   */
  @Override
  public boolean alterOffsets(Map<String, String> current, Map<TopicPartition, Long> offsets) {
    SinkConfig config = new SinkConfig(current);
    try (ObjectStore store = S3Clients.open(config)) {
      new OffsetGuard(config, Partitioners.of(config), store).check(offsets);
    } catch (StoreException error) {
      throw new ConnectException(error.getMessage(), error);
    }
    return true;
  }

  @Override
  public void stop() {
    properties = Map.of();
  }

  /**
   * A JVM takes a second to load what the first requests of the AWS SDK need, and Connect takes one
   * to set up converters and tasks: on two cores they pass together.
   */
  private static void loadSdk(Map<String, String> proposed) {
    try {
      SinkConfig config = new SinkConfig(proposed);
      try (ObjectStore store = S3Clients.open(config)) {
        store.verifyBucket();
        store.list(config.topicsDir() + "/", "");
      }
    } catch (RuntimeException error) {
      LOG.debug("The tasks will meet it again, and say so", error);
    }
  }
}
