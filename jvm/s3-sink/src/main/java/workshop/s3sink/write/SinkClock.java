package workshop.s3sink.write;

/** The two clocks of a task, so that tests can set them. */
public interface SinkClock {
  /** The clock on the wall, in ms since 1970; it may be set back. */
  long wallMs();

  /** A clock that only goes forward, in ms. */
  long steadyMs();

  /** The machine's. */
  static SinkClock system() {
    return new SinkClock() {
      @Override
      public long wallMs() {
        return System.currentTimeMillis();
      }

      @Override
      public long steadyMs() {
        return System.nanoTime() / 1_000_000;
      }
    };
  }
}
