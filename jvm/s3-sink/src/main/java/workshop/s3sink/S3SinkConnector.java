package workshop.s3sink;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import workshop.s3sink.config.SinkKeys;
import workshop.s3sink.config.SinkValidation;

/**
 * Kafka to S3 as JSON lines. Takes the settings of Confluent's connector of the same name, writes
 * the same objects, and writes every record exactly once.
 */
public final class S3SinkConnector extends SinkConnector {
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
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, properties);
  }

  @Override
  public void stop() {
    properties = Map.of();
  }
}
