package workshop.generator;

/**
 * How the records of one topic choose the records of another that they refer to. All `matching` of
 * a record on the same topic chooses the same record, as upstream does.
 *
 * @param ratio records of the source for each record that refers, by their throttles
 * @param earlier only records before the same place in the series, so that topics can refer to each
 *     other
 */
record Link(Series source, double ratio, boolean earlier, long salt) {
  static final long NONE = -1;

  /**
   * The record that the {@code place}-th record (from 0) refers to, or {@link #NONE}. A function of
   * the configuration and the seed only: what Kafka has acknowledged decides when, not what.
   */
  long choose(long place) {
    long top = top(place);
    long low = lowest(place);
    if (top < low) {
      return NONE;
    }
    return low + (long) (Seeds.unit(Seeds.of(salt, place)) * (top - low + 1));
  }

  /** No record from the {@code place}-th on refers to one before this. */
  long lowest(long place) {
    return Math.max(source.life().from(), top(place) - source.definition().historyMax() + 1);
  }

  private long top(long place) {
    Life life = source.life();
    long reached = life.from() + (long) (place * ratio) - (earlier ? 1 : 0);
    return Math.min(Math.max(reached, life.known() - 1), source.quota() - 1);
  }
}
