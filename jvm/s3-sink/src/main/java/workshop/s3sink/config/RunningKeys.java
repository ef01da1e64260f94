package workshop.s3sink.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** How the task runs. */
final class RunningKeys {
  static final List<SinkKey> ALL =
      List.of(
          new SinkKey(
              SinkKeys.BUFFER_BYTES,
              Type.LONG,
              64L << 20,
              Values.atLeast(1 << 20),
              Importance.MEDIUM,
              "How much memory the files of a task may take together. At the limit the task stops"
                  + " reading until S3 has taken some; if no file is complete, the largest is"
                  + " completed early.",
              "Only here: upstream reserves `s3.part.size` for every open file."),
          new SinkKey(
              SinkKeys.PART_SIZE,
              Type.INT,
              25 << 20,
              Values.atLeast(5 << 20),
              Importance.LOW,
              "An object larger than this is sent in parts of this size.",
              "Upstream sends every object in parts, and reserves one part for every open file."),
          new SinkKey(
              SinkKeys.MISSING_RECORD,
              Type.STRING,
              "continue",
              Values.oneOf("continue", "fail"),
              Importance.LOW,
              "What to do when the last record in S3 is no longer in the topic (retention, compaction),"
                  + " so that nothing shows whether it is still the same topic.",
              "Only here: upstream never looks."));

  private RunningKeys() {}
}
