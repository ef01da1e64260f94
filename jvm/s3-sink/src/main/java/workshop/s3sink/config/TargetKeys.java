package workshop.s3sink.config;

import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Where objects go. */
final class TargetKeys {
  static final List<SinkKey> ALL =
      List.of(
          new SinkKey(
              SinkKeys.BUCKET,
              Type.STRING,
              NO_DEFAULT_VALUE,
              Values.bucketName(),
              Importance.HIGH,
              "The bucket that gets the objects. It must exist.",
              ""),
          new SinkKey(
              SinkKeys.REGION,
              Type.STRING,
              null,
              Values.region(),
              Importance.MEDIUM,
              "The bucket's region. Without it the AWS SDK's own sources decide (AWS_REGION first).",
              "Upstream falls back on us-west-2."),
          new SinkKey(
              SinkKeys.STORE_URL,
              Type.STRING,
              null,
              Values.url(),
              Importance.LOW,
              "The address of an S3 of your own. AWS_ENDPOINT_URL_S3 in the worker's environment does"
                  + " the same.",
              ""),
          new SinkKey(
              SinkKeys.PATH_STYLE,
              Type.BOOLEAN,
              null,
              null,
              Importance.LOW,
              "Whether the bucket goes into the path instead of the host name. Without it: yes when an"
                  + " endpoint is set, no with AWS.",
              "Upstream's default is true."),
          new SinkKey(
              SinkKeys.TOPICS_DIR,
              Type.STRING,
              "topics",
              Values.directory(),
              Importance.HIGH,
              "The folder above the topics' folders.",
              "The objects of one folder belong to one connector: a second one is refused where it"
                  + " would write into the same folder."));

  private TargetKeys() {}
}
