package workshop.s3sink.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** What objects hold. */
final class ContentKeys {
  static final List<SinkKey> ALL =
      List.of(
          new SinkKey(
              SinkKeys.STORAGE_CLASS,
              Type.STRING,
              "S3Storage",
              Values.classNamed("io.confluent.connect.s3.storage.S3Storage"),
              Importance.LOW,
              "Understood because upstream needs it; there is one storage.",
              "Upstream requires it and takes other classes."),
          new SinkKey(
              SinkKeys.FORMAT_CLASS,
              Type.STRING,
              "JsonFormat",
              Values.classNamed("io.confluent.connect.s3.format.json.JsonFormat"),
              Importance.HIGH,
              "How records become bytes: JSON lines.",
              "Upstream requires it and also writes Avro, Parquet and bytes."),
          new SinkKey(
              SinkKeys.SCHEMA_COMPATIBILITY,
              Type.STRING,
              "NONE",
              Values.oneOf("NONE"),
              Importance.LOW,
              "JSON lines carry no schema, so a new schema version starts no new object.",
              "Upstream also knows BACKWARD, FORWARD and FULL, which fail with Glue's converter."),
          new SinkKey(
              SinkKeys.COMPRESSION,
              Type.STRING,
              "none",
              Values.oneOf("none", "gzip"),
              Importance.LOW,
              "How objects are packed; gzip adds `.gz` to their names.",
              ""),
          new SinkKey(
              SinkKeys.NULL_VALUES,
              Type.STRING,
              "fail",
              Values.oneOf("fail", "ignore"),
              Importance.LOW,
              "What a record without a value (a tombstone) does: stop the task, or leave no line.",
              "Upstream can also write them elsewhere (`write`)."));

  private ContentKeys() {}
}
