package workshop.s3sink.partition;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.kafka.connect.sink.SinkRecord;

/** A folder for each span of time: {@code year=2026/month=11/day=23/hour=10}. */
public final class TimeBasedPartitioner implements Partitioner {
  private final long durationMs;
  private final ZoneId zone;
  private final PathFormat format;
  private final ToLongFunction<SinkRecord> time;
  private long lastSpan = Long.MIN_VALUE;
  private String lastPath;

  public TimeBasedPartitioner(
      long durationMs, ZoneId zone, PathFormat format, ToLongFunction<SinkRecord> time) {
    this.durationMs = durationMs;
    this.zone = zone;
    this.format = format;
    this.time = time;
  }

  @Override
  public String pathOf(SinkRecord record) {
    long span = spanOf(time.applyAsLong(record));
    if (span != lastSpan) {
      lastPath = format.format(span);
      lastSpan = span;
    }
    return lastPath;
  }

  @Override
  public Optional<String> fixedPath(int partition) {
    return Optional.empty();
  }

  @Override
  public Long timestampOf(SinkRecord record) {
    return time.applyAsLong(record);
  }

  /** The beginning of a time's span, counted by the clocks of the zone as upstream does it. */
  private long spanOf(long timestampMs) {
    long local = timestampMs + offsetMs(timestampMs);
    long start = Math.floorDiv(local, durationMs) * durationMs;
    return start - offsetMs(start - offsetMs(timestampMs));
  }

  private long offsetMs(long timestampMs) {
    return zone.getRules().getOffset(Instant.ofEpochMilli(timestampMs)).getTotalSeconds() * 1000L;
  }
}
