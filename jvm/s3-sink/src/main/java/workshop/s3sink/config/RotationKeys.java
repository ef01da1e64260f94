package workshop.s3sink.config;

import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** When objects are completed. */
final class RotationKeys {
  static final List<SinkKey> ALL =
      List.of(
          new SinkKey(
              SinkKeys.FLUSH_SIZE,
              Type.INT,
              NO_DEFAULT_VALUE,
              Values.atLeast(1),
              Importance.HIGH,
              "How many records complete an object.",
              "Upstream accepts 0 and then fails."),
          new SinkKey(
              SinkKeys.ROTATE_SCHEDULE,
              Type.LONG,
              -1L,
              Values.intervalMs(),
              Importance.MEDIUM,
              "Completes open objects at every multiple of this time after midnight in `timezone`, also"
                  + " when no more records come. -1: never.",
              "Upstream completes an idle object only at the worker's next offset flush, up to 60 s"
                  + " later, and doubles records after a crash; here both are exact."),
          new SinkKey(
              SinkKeys.ROTATE_INTERVAL,
              Type.LONG,
              -1L,
              Values.intervalMs(),
              Importance.MEDIUM,
              "Completes an object when a record comes whose timestamp is this much after that of the"
                  + " object's first record. -1: never.",
              "Upstream ignores it with the DefaultPartitioner."),
          new SinkKey(
              SinkKeys.TIMEZONE,
              Type.STRING,
              null,
              Values.timezone(),
              Importance.MEDIUM,
              "The time zone of the schedule and of the time based partitioners' folders. Required with"
                  + " `rotate.schedule.interval.ms` and with these partitioners.",
              "Upstream validates without it and fails later."));

  private RotationKeys() {}
}
