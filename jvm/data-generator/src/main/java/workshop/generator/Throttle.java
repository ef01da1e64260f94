package workshop.generator;

import java.time.Duration;

/**
 * Keeps at least a fixed time between two records of one topic. Times are of a monotonic clock, in
 * ns.
 */
final class Throttle {
  private final long interval;
  private long due;

  Throttle(long intervalMs, long now) {
    this.interval = Duration.ofMillis(intervalMs).toNanos();
    this.due = now;
  }

  /** Nanoseconds until the next record may be made; not positive when it is due. */
  long remaining(long now) {
    return due - now;
  }

  /**
   * Counts from when the record was due, to keep the rate; a task that was held up does not catch
   * up.
   */
  void took(long now) {
    due = (now - due < interval ? due : now) + interval;
  }
}
