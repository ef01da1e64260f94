package workshop.s3sink.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Which folder under its topic's a record goes to. */
final class FolderKeys {
  private static final String PACKAGE = "io.confluent.connect.storage.partitioner.";

  static final List<SinkKey> ALL =
      List.of(
          new SinkKey(
              SinkKeys.PARTITIONER_CLASS,
              Type.STRING,
              "DefaultPartitioner",
              Values.classNamed(
                  PACKAGE + "DefaultPartitioner",
                  PACKAGE + "FieldPartitioner",
                  PACKAGE + "TimeBasedPartitioner",
                  PACKAGE + "DailyPartitioner",
                  PACKAGE + "HourlyPartitioner"),
              Importance.HIGH,
              "What the folders are made from: the Kafka partition, fields of the value, or time.",
              "Upstream also takes classes of your own. A record goes to the same folder whenever it"
                  + " is read."),
          new SinkKey(
              SinkKeys.FIELD_NAME,
              Type.LIST,
              List.of(),
              null,
              Importance.MEDIUM,
              "The fields of the FieldPartitioner, with dots into nested ones. Required with it.",
              "Upstream reads structs only, here maps too."),
          new SinkKey(
              SinkKeys.PATH_FORMAT,
              Type.STRING,
              null,
              null,
              Importance.MEDIUM,
              "The folders of the TimeBasedPartitioner, in Joda's letters:"
                  + " `'year'=YYYY/'month'=MM/'day'=dd`. Required with it.",
              "Letters other than Y y M d D H h k K m s S a E are refused."),
          new SinkKey(
              SinkKeys.PARTITION_DURATION,
              Type.LONG,
              null,
              Values.atLeast(1),
              Importance.MEDIUM,
              "How much time a folder of the TimeBasedPartitioner holds. Required with it.",
              ""),
          new SinkKey(
              SinkKeys.LOCALE,
              Type.STRING,
              "en-US",
              Values.locale(),
              Importance.LOW,
              "The language of names in `path.format`.",
              "Upstream requires it with the time based partitioners."),
          new SinkKey(
              SinkKeys.TIMESTAMP_EXTRACTOR,
              Type.STRING,
              "Record",
              Values.timestampExtractor(),
              Importance.MEDIUM,
              "Where the time based partitioners find a record's time: Record (its timestamp in Kafka)"
                  + " or RecordField.",
              "Upstream's default is Wallclock, which is refused here: a record that is read again"
                  + " would go elsewhere."),
          new SinkKey(
              SinkKeys.TIMESTAMP_FIELD,
              Type.STRING,
              "timestamp",
              null,
              Importance.MEDIUM,
              "The field for RecordField, with dots into nested ones: a timestamp, a number of ms, or"
                  + " an ISO 8601 text.",
              ""));

  private FolderKeys() {}
}
