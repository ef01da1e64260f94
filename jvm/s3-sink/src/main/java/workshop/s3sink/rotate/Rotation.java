package workshop.s3sink.rotate;

import workshop.s3sink.config.SinkConfig;

/** When a file gets no more lines. Holds no state: the file is the state. */
public final class Rotation {
  private final int flushSize;
  private final long intervalMs;
  private final WallClockSchedule schedule;

  public Rotation(SinkConfig config) {
    this.flushSize = config.flushSize();
    this.intervalMs = config.rotateIntervalMs();
    this.schedule = new WallClockSchedule(config.rotateScheduleMs(), config.timezone());
  }

  /** Whether a file has all the records it may have. */
  public boolean isFull(long records) {
    return records >= flushSize;
  }

  /** Whether a record is too late for a file, by the times of the records (null: not known). */
  public boolean isPast(Long firstTimestamp, Long timestamp) {
    return intervalMs > 0
        && firstTimestamp != null
        && timestamp != null
        && timestamp - firstTimestamp >= intervalMs;
  }

  /** Until when a file may stay open that was opened now, in ms by the wall clock. */
  public long deadline(long nowMs) {
    return schedule.nextAfter(nowMs);
  }

  /**
   * Whether a file is due. A clock that was set back must not keep it open for that much longer.
   */
  public boolean isDue(long openedMs, long deadlineMs, long nowMs) {
    return deadlineMs != Long.MAX_VALUE && (nowMs >= deadlineMs || nowMs < openedMs);
  }
}
