package workshop.s3sink.config;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import workshop.s3sink.file.Compression;

/** The connector's settings, typed. */
public final class SinkConfig extends AbstractConfig {
  private static final String DAILY_FORMAT = "'year'=YYYY/'month'=MM/'day'=dd";
  private static final long DAY_MS = 86_400_000;

  private final Map<String, String> original;

  public SinkConfig(Map<String, String> properties) {
    super(SinkKeys.definition(), properties, false);
    this.original = Map.copyOf(properties);
  }

  /** The connector's own name, which marks its objects. */
  public String connector() {
    return original.getOrDefault("name", "");
  }

  public String bucket() {
    return getString(SinkKeys.BUCKET);
  }

  public Optional<String> region() {
    return Optional.ofNullable(getString(SinkKeys.REGION));
  }

  public Optional<String> storeUrl() {
    return Optional.ofNullable(getString(SinkKeys.STORE_URL));
  }

  public Optional<Boolean> pathStyle() {
    return Optional.ofNullable(getBoolean(SinkKeys.PATH_STYLE));
  }

  public String topicsDir() {
    return getString(SinkKeys.TOPICS_DIR);
  }

  public Compression compression() {
    return "gzip".equals(getString(SinkKeys.COMPRESSION)) ? Compression.GZIP : Compression.NONE;
  }

  /** Simple name. */
  public String partitionerClass() {
    return Values.simpleName(getString(SinkKeys.PARTITIONER_CLASS));
  }

  public List<String> partitionFields() {
    return getList(SinkKeys.FIELD_NAME);
  }

  /** Of a time based partitioner, in Joda's letters. */
  public String pathFormat() {
    return switch (partitionerClass()) {
      case "DailyPartitioner" -> DAILY_FORMAT;
      case "HourlyPartitioner" -> DAILY_FORMAT + "/'hour'=HH";
      default -> getString(SinkKeys.PATH_FORMAT);
    };
  }

  /** Of a time based partitioner. */
  public long partitionDurationMs() {
    return switch (partitionerClass()) {
      case "DailyPartitioner" -> DAY_MS;
      case "HourlyPartitioner" -> DAY_MS / 24;
      default -> getLong(SinkKeys.PARTITION_DURATION);
    };
  }

  public Locale locale() {
    return Locale.forLanguageTag(getString(SinkKeys.LOCALE).replace('_', '-'));
  }

  /** The field that holds a record's time; empty when Kafka's own timestamp counts. */
  public Optional<String> timestampField() {
    boolean isField = "RecordField".equals(getString(SinkKeys.TIMESTAMP_EXTRACTOR));
    return isField ? Optional.of(getString(SinkKeys.TIMESTAMP_FIELD)) : Optional.empty();
  }

  public int flushSize() {
    return getInt(SinkKeys.FLUSH_SIZE);
  }

  /** In ms; -1 for never. */
  public long rotateScheduleMs() {
    return getLong(SinkKeys.ROTATE_SCHEDULE);
  }

  /** In ms of record time; -1 for never. */
  public long rotateIntervalMs() {
    return getLong(SinkKeys.ROTATE_INTERVAL);
  }

  /** UTC when nothing needs it and nobody set it. */
  public ZoneId timezone() {
    return ZoneId.of(Optional.ofNullable(getString(SinkKeys.TIMEZONE)).orElse("UTC"));
  }

  /** Objects larger than this are sent in parts of this size. */
  public long partBytes() {
    return getInt(SinkKeys.PART_SIZE);
  }

  public boolean ignoresNullValues() {
    return "ignore".equals(getString(SinkKeys.NULL_VALUES));
  }

  public long bufferBytes() {
    return getLong(SinkKeys.BUFFER_BYTES);
  }

  public boolean failsOnMissingRecord() {
    return "fail".equals(getString(SinkKeys.MISSING_RECORD));
  }

  /** Fingerprint of the settings that form a line; while it stays the same, so do the bytes. */
  public String shape() {
    return LineShape.of(original);
  }
}
