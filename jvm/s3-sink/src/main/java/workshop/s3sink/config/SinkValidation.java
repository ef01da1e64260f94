package workshop.s3sink.config;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigValue;
import workshop.s3sink.partition.PathFormat;

/** What a ConfigDef cannot say: keys that are not ours, and keys that need each other. */
public final class SinkValidation {
  private final Map<String, ConfigValue> values = new LinkedHashMap<>();

  private SinkValidation(Map<String, String> properties) {
    SinkKeys.definition().validate(properties).forEach(value -> values.put(value.name(), value));
    for (String key : new TreeSet<>(properties.keySet())) {
      ForeignKeys.refusal(key).ifPresent(reason -> refuse(key, properties.get(key), reason));
    }
  }

  /** All values with all their errors, in the form of Connect's validate answer. */
  public static List<ConfigValue> validate(Map<String, String> properties) {
    SinkValidation validation = new SinkValidation(properties);
    validation.checkSchedule();
    validation.checkPartitioner();
    return new ArrayList<>(validation.values.values());
  }

  private void refuse(String key, String value, String reason) {
    values.put(key, new ConfigValue(key, value, List.of(), new ArrayList<>(List.of(reason))));
  }

  private void checkSchedule() {
    if (valueOf(SinkKeys.ROTATE_SCHEDULE) instanceof Long interval && interval > 0) {
      require(SinkKeys.TIMEZONE, SinkKeys.ROTATE_SCHEDULE, "Australia/Sydney");
    }
  }

  private void checkPartitioner() {
    String partitioner = Values.simpleName(String.valueOf(valueOf(SinkKeys.PARTITIONER_CLASS)));
    switch (partitioner) {
      case "FieldPartitioner" -> require(SinkKeys.FIELD_NAME, partitioner, "customer_id");
      case "TimeBasedPartitioner" -> {
        require(SinkKeys.TIMEZONE, partitioner, "Australia/Sydney");
        require(SinkKeys.PARTITION_DURATION, partitioner, "3600000");
        require(SinkKeys.PATH_FORMAT, partitioner, "'year'=YYYY/'month'=MM/'day'=dd/'hour'=HH");
        checkPathFormat();
      }
      case "DailyPartitioner", "HourlyPartitioner" -> {
        require(SinkKeys.TIMEZONE, partitioner, "Australia/Sydney");
        refuseOwn(SinkKeys.PATH_FORMAT, partitioner);
        refuseOwn(SinkKeys.PARTITION_DURATION, partitioner);
      }
      default -> {}
    }
  }

  private void checkPathFormat() {
    if (valueOf(SinkKeys.PATH_FORMAT) instanceof String pattern) {
      try {
        new PathFormat(pattern, Locale.ROOT, ZoneOffset.UTC);
      } catch (IllegalArgumentException error) {
        addError(SinkKeys.PATH_FORMAT, "`path.format` " + pattern + ": " + error.getMessage());
      }
    }
  }

  private void require(String key, String reason, String example) {
    ConfigValue value = values.get(key);
    boolean isMissing = value.value() == null || value.value().equals(List.of());
    if (isMissing && value.errorMessages().isEmpty()) {
      addError(key, "`" + key + "` is required with `" + reason + "`, for example " + example);
    }
  }

  private void refuseOwn(String key, String partitioner) {
    if (valueOf(key) != null) {
      addError(
          key,
          "`"
              + key
              + "` is fixed by `"
              + partitioner
              + "`: take it out, or set"
              + " `partitioner.class` to TimeBasedPartitioner");
    }
  }

  private Object valueOf(String key) {
    return values.get(key).value();
  }

  private void addError(String key, String message) {
    values.get(key).addErrorMessage(message);
  }
}
