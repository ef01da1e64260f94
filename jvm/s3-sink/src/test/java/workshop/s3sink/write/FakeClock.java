package workshop.s3sink.write;

import java.time.Instant;

/** Both clocks, moved by hand. */
public final class FakeClock implements SinkClock {
  private long wallMs = Instant.parse("2026-11-23T10:00:01Z").toEpochMilli();
  private long steadyMs;

  /** Time goes by. */
  public void pass(long ms) {
    wallMs += ms;
    steadyMs += ms;
  }

  /** Somebody sets the clock on the wall. */
  public void set(long byMs) {
    wallMs += byMs;
  }

  @Override
  public long wallMs() {
    return wallMs;
  }

  @Override
  public long steadyMs() {
    return steadyMs;
  }
}
