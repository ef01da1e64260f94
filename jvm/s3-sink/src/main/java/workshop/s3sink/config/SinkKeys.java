package workshop.s3sink.config;

import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Every setting of the connector, in the order in which a reader meets them. */
public final class SinkKeys {
  static final String BUCKET = "s3.bucket.name";
  static final String REGION = "s3.region";
  static final String STORE_URL = "store.url";
  static final String PATH_STYLE = "s3.path.style.access.enabled";
  static final String TOPICS_DIR = "topics.dir";
  static final String STORAGE_CLASS = "storage.class";
  static final String FORMAT_CLASS = "format.class";
  static final String SCHEMA_COMPATIBILITY = "schema.compatibility";
  static final String COMPRESSION = "s3.compression.type";
  static final String PARTITIONER_CLASS = "partitioner.class";
  static final String FLUSH_SIZE = "flush.size";
  static final String ROTATE_SCHEDULE = "rotate.schedule.interval.ms";
  static final String ROTATE_INTERVAL = "rotate.interval.ms";
  static final String TIMEZONE = "timezone";
  static final String NULL_VALUES = "behavior.on.null.values";
  static final String BUFFER_BYTES = "buffer.memory.bytes";
  static final String MISSING_RECORD = "resume.on.missing.record";

  private static final List<SinkKey> TARGET =
      List.of(
          new SinkKey(
              BUCKET,
              Type.STRING,
              NO_DEFAULT_VALUE,
              Values.bucketName(),
              Importance.HIGH,
              "The bucket that gets the objects. It must exist.",
              ""),
          new SinkKey(
              REGION,
              Type.STRING,
              null,
              Values.region(),
              Importance.MEDIUM,
              "The bucket's region. Without it the AWS SDK's own sources decide (AWS_REGION first).",
              "Upstream falls back on us-west-2."),
          new SinkKey(
              STORE_URL,
              Type.STRING,
              null,
              Values.url(),
              Importance.LOW,
              "The address of an S3 of your own. AWS_ENDPOINT_URL_S3 in the worker's environment does"
                  + " the same.",
              ""),
          new SinkKey(
              PATH_STYLE,
              Type.BOOLEAN,
              null,
              null,
              Importance.LOW,
              "Whether the bucket goes into the path instead of the host name. Without it: yes when an"
                  + " endpoint is set, no with AWS.",
              "Upstream's default is true."),
          new SinkKey(
              TOPICS_DIR,
              Type.STRING,
              "topics",
              Values.directory(),
              Importance.HIGH,
              "The folder above the topics' folders.",
              "One folder and topic belong to one connector: a second one is refused."));

  private static final List<SinkKey> CONTENT =
      List.of(
          new SinkKey(
              STORAGE_CLASS,
              Type.STRING,
              "S3Storage",
              Values.classNamed("io.confluent.connect.s3.storage.S3Storage"),
              Importance.LOW,
              "Understood because upstream needs it; there is one storage.",
              "Upstream requires it and takes other classes."),
          new SinkKey(
              FORMAT_CLASS,
              Type.STRING,
              "JsonFormat",
              Values.classNamed("io.confluent.connect.s3.format.json.JsonFormat"),
              Importance.HIGH,
              "How records become bytes: JSON lines.",
              "Upstream requires it and also writes Avro, Parquet and bytes."),
          new SinkKey(
              PARTITIONER_CLASS,
              Type.STRING,
              "DefaultPartitioner",
              Values.classNamed("io.confluent.connect.storage.partitioner.DefaultPartitioner"),
              Importance.HIGH,
              "Which folder under the topic's a record goes to.",
              "Upstream also takes classes of your own."),
          new SinkKey(
              SCHEMA_COMPATIBILITY,
              Type.STRING,
              "NONE",
              Values.oneOf("NONE"),
              Importance.LOW,
              "JSON lines carry no schema, so a new schema version starts no new object.",
              "Upstream also knows BACKWARD, FORWARD and FULL, which fail with Glue's converter."),
          new SinkKey(
              COMPRESSION,
              Type.STRING,
              "none",
              Values.oneOf("none", "gzip"),
              Importance.LOW,
              "How objects are packed; gzip adds `.gz` to their names.",
              ""),
          new SinkKey(
              NULL_VALUES,
              Type.STRING,
              "fail",
              Values.oneOf("fail", "ignore"),
              Importance.LOW,
              "What a record without a value (a tombstone) does: stop the task, or leave no line.",
              "Upstream can also write them elsewhere (`write`)."));

  private static final List<SinkKey> ROTATION =
      List.of(
          new SinkKey(
              FLUSH_SIZE,
              Type.INT,
              NO_DEFAULT_VALUE,
              Values.atLeast(1),
              Importance.HIGH,
              "How many records complete an object.",
              "Upstream accepts 0 and then fails."),
          new SinkKey(
              ROTATE_SCHEDULE,
              Type.LONG,
              -1L,
              Values.intervalMs(),
              Importance.MEDIUM,
              "Completes open objects at every multiple of this time after midnight in `timezone`, also"
                  + " when no more records come. -1: never.",
              "Upstream completes an idle object only at the worker's next offset flush, up to 60 s"
                  + " later, and doubles records after a crash; here both are exact."),
          new SinkKey(
              ROTATE_INTERVAL,
              Type.LONG,
              -1L,
              Values.intervalMs(),
              Importance.MEDIUM,
              "Completes an object when a record comes whose timestamp is this much after that of the"
                  + " object's first record. -1: never.",
              "Upstream ignores it with the DefaultPartitioner."),
          new SinkKey(
              TIMEZONE,
              Type.STRING,
              null,
              Values.timezone(),
              Importance.MEDIUM,
              "The time zone of the schedule. Required with `rotate.schedule.interval.ms`.",
              "Upstream validates without it and fails later."));

  private static final List<SinkKey> RUNNING =
      List.of(
          new SinkKey(
              BUFFER_BYTES,
              Type.LONG,
              64L << 20,
              Values.atLeast(1 << 20),
              Importance.MEDIUM,
              "How much memory the files of a task may take together. At the limit the task stops"
                  + " reading until S3 has taken some; if no file is complete, the largest is"
                  + " completed early.",
              "Only here: upstream reserves `s3.part.size` for every open file."),
          new SinkKey(
              MISSING_RECORD,
              Type.STRING,
              "continue",
              Values.oneOf("continue", "fail"),
              Importance.LOW,
              "What to do when the last record in S3 is no longer in the topic (retention, compaction),"
                  + " so that nothing shows whether it is still the same topic.",
              "Only here: upstream never looks."));

  private SinkKeys() {}

  /** All keys, by subject. */
  static List<SinkKey> all() {
    return List.of(TARGET, CONTENT, ROTATION, RUNNING).stream().flatMap(List::stream).toList();
  }

  /** The definition that Connect validates with. */
  public static ConfigDef definition() {
    ConfigDef definition = new ConfigDef();
    for (SinkKey key : all()) {
      definition.define(
          key.name(), key.type(), key.fallback(), key.validator(), key.importance(), key.meaning());
    }
    return definition;
  }
}
