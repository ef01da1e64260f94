package workshop.s3sink.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigValue;

/** What a ConfigDef cannot say: keys that are not ours, and keys that need each other. */
public final class SinkValidation {
  private SinkValidation() {}

  /** All values with all their errors, in the form of Connect's validate answer. */
  public static List<ConfigValue> validate(Map<String, String> properties) {
    List<ConfigValue> values = new ArrayList<>(SinkKeys.definition().validate(properties));
    for (String key : new TreeSet<>(properties.keySet())) {
      ForeignKeys.refusal(key)
          .ifPresent(
              reason -> {
                ConfigValue value = new ConfigValue(key);
                value.value(properties.get(key));
                value.addErrorMessage(reason);
                values.add(value);
              });
    }
    checkTimezone(values);
    return values;
  }

  private static void checkTimezone(List<ConfigValue> values) {
    ConfigValue timezone = named(values, SinkKeys.TIMEZONE);
    Object schedule = named(values, SinkKeys.ROTATE_SCHEDULE).value();
    boolean isScheduled = schedule instanceof Long interval && interval > 0;
    if (isScheduled && timezone.value() == null && timezone.errorMessages().isEmpty()) {
      timezone.addErrorMessage(
          "`timezone` is required with `rotate.schedule.interval.ms`, for example Australia/Sydney");
    }
  }

  private static ConfigValue named(List<ConfigValue> values, String name) {
    return values.stream().filter(value -> value.name().equals(name)).findFirst().orElseThrow();
  }
}
