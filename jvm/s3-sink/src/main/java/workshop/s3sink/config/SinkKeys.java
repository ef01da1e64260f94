package workshop.s3sink.config;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

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
  static final String FIELD_NAME = "partition.field.name";
  static final String PATH_FORMAT = "path.format";
  static final String PARTITION_DURATION = "partition.duration.ms";
  static final String LOCALE = "locale";
  static final String TIMESTAMP_EXTRACTOR = "timestamp.extractor";
  static final String TIMESTAMP_FIELD = "timestamp.field";
  static final String PART_SIZE = "s3.part.size";
  static final String FLUSH_SIZE = "flush.size";
  static final String ROTATE_SCHEDULE = "rotate.schedule.interval.ms";
  static final String ROTATE_INTERVAL = "rotate.interval.ms";
  static final String TIMEZONE = "timezone";
  static final String NULL_VALUES = "behavior.on.null.values";
  static final String BUFFER_BYTES = "buffer.memory.bytes";
  static final String MISSING_RECORD = "resume.on.missing.record";

  private SinkKeys() {}

  /** All keys, by subject. */
  static List<SinkKey> all() {
    return Stream.of(
            TargetKeys.ALL, ContentKeys.ALL, FolderKeys.ALL, RotationKeys.ALL, RunningKeys.ALL)
        .flatMap(List::stream)
        .toList();
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
