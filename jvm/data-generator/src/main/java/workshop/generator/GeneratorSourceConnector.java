package workshop.generator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Generates related records from the directives of the MSK Data Generator (a translation of
 * Voluble), which no package registry serves. The keys are those of {@link Directives}.
 */
public final class GeneratorSourceConnector extends SourceConnector {
  static final String VERSION = "1";

  private Map<String, String> config;

  /** Required by Connect, which creates connectors by reflection. */
  public GeneratorSourceConnector() {}

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public void start(Map<String, String> config) {
    Configuration.read(config).orThrow();
    this.config = new HashMap<>(config);
  }

  @Override
  public void stop() {
    // Nothing runs in the connector itself.
  }

  @Override
  public Class<? extends Task> taskClass() {
    return GeneratorSourceTask.class;
  }

  /** Always makes as many tasks as it may: each makes keys of its own. */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return IntStream.range(0, maxTasks)
        .mapToObj(task -> new TaskIdentity(task, maxTasks).addTo(config))
        .toList();
  }

  /**
   * Records and their source offsets can go into one transaction, since an offset is only a number.
   */
  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> config) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  /** Refuses an offset that no task of this connector could have stored; null resets a topic. */
  @Override
  public boolean alterOffsets(
      Map<String, String> config, Map<Map<String, ?>, Map<String, ?>> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          TaskIdentity.checkPartition(partition);
          if (offset != null) {
            Life.read(offset);
          }
        });
    return true;
  }

  @Override
  public ConfigDef config() {
    return GlobalKeys.CONFIG_DEF;
  }

  /** Puts every mistake under the key that it is in, also under keys that hold a topic's name. */
  @Override
  public Config validate(Map<String, String> config) {
    Map<String, ConfigValue> values = new HashMap<>();
    super.validate(config).configValues().forEach(value -> values.put(value.name(), value));
    for (Problem problem : Configuration.read(config).problems()) {
      ConfigValue value =
          values.computeIfAbsent(
              problem.key(),
              key -> new ConfigValue(key, config.get(key), List.of(), new ArrayList<>()));
      // Connect's own message about a number's type would only be repeated.
      if (!GlobalKeys.CONFIG_DEF.names().contains(problem.key())
          || value.errorMessages().isEmpty()) {
        value.addErrorMessage(problem.message());
      }
    }
    return new Config(new ArrayList<>(values.values()));
  }
}
