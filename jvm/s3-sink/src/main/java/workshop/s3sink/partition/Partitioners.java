package workshop.s3sink.partition;

import workshop.s3sink.config.SinkConfig;

/** Makes the partitioner that the settings name. */
public final class Partitioners {
  private Partitioners() {}

  /** A new one: they remember their last answer, so each task has its own. */
  public static Partitioner of(SinkConfig config) {
    return switch (config.partitionerClass()) {
      case "FieldPartitioner" -> new FieldPartitioner(config.partitionFields());
      case "TimeBasedPartitioner", "DailyPartitioner", "HourlyPartitioner" ->
          new TimeBasedPartitioner(
              config.partitionDurationMs(),
              config.timezone(),
              new PathFormat(config.pathFormat(), config.locale(), config.timezone()),
              config.timestampField().map(RecordTime::ofField).orElse(RecordTime::ofRecord));
      default -> new DefaultPartitioner();
    };
  }
}
