package workshop.generator;

import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Knows which records of a topic Kafka has. Written by the producer's thread, read by the task's.
 */
final class Acknowledgements {
  /** What became of a record. */
  enum State {
    PENDING,
    ACKNOWLEDGED,
    /** A transformation or a tolerated error kept it out of the topic. */
    DROPPED
  }

  private final Set<Long> early = new HashSet<>();
  private final NavigableSet<Long> dropped = new TreeSet<>();
  private long frontier;

  /**
   * Everything before record {@code next} counts as acknowledged: source offsets are stored only
   * for such.
   */
  Acknowledgements(long next) {
    frontier = next;
  }

  synchronized void acknowledge(long index) {
    if (index != frontier) {
      early.add(index);
      return;
    }
    do {
      frontier++;
    } while (early.remove(frontier));
  }

  synchronized void drop(long index) {
    dropped.add(index);
    acknowledge(index);
  }

  /** Nobody will ask for records below this one any more. */
  synchronized void forget(long below) {
    dropped.headSet(below).clear();
  }

  synchronized State state(long index) {
    if (dropped.contains(index)) {
      return State.DROPPED;
    }
    return index < frontier || early.contains(index) ? State.ACKNOWLEDGED : State.PENDING;
  }
}
