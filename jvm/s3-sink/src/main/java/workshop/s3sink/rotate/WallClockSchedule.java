package workshop.s3sink.rotate;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The moments at which open files are completed: midnight in a time zone and every multiple of an
 * interval after it, as Confluent's connector counts them. The last interval of a day is cut off by
 * midnight, and a day that daylight saving makes longer or shorter still begins at its midnight.
 *
 * @param intervalMs -1 for a schedule that never comes
 */
public record WallClockSchedule(long intervalMs, ZoneId zone) {
  /** The first such moment after a time, both in ms since 1970. */
  public long nextAfter(long nowMs) {
    if (intervalMs < 0) {
      return Long.MAX_VALUE;
    }
    ZonedDateTime now = Instant.ofEpochMilli(nowMs).atZone(zone);
    long midnight = now.toLocalDate().atStartOfDay(zone).toInstant().toEpochMilli();
    long nextMidnight = now.toLocalDate().plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
    long next = midnight + ((nowMs - midnight) / intervalMs + 1) * intervalMs;
    return Math.min(next, nextMidnight);
  }
}
