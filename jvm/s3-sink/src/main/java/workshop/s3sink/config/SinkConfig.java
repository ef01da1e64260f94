package workshop.s3sink.config;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import workshop.s3sink.file.Compression;

/** The connector's settings, typed. */
public final class SinkConfig extends AbstractConfig {
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
