package workshop.generator;

import java.util.HashSet;
import java.util.Set;

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
  private final Set<Long> dropped = new HashSet<>();
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

  synchronized State state(long index) {
    if (dropped.contains(index)) {
      return State.DROPPED;
    }
    return index < frontier || early.contains(index) ? State.ACKNOWLEDGED : State.PENDING;
  }
}
