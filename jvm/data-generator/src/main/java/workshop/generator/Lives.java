package workshop.generator;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Decides where each topic of a task goes on after a start.
 *
 * <p>With a seed, where it was left, with all its history. Without one, with new random values,
 * which refer to new records only: whether those of before are still in their topic nobody knows.
 * Only a topic that has all its records keeps them, since there will be no others.
 */
final class Lives {
  private final Definition definition;
  private final TaskIdentity identity;
  private final Map<String, Life> stored;
  private final long seed;

  private Lives(
      Definition definition, TaskIdentity identity, Map<String, Life> stored, long random) {
    this.definition = definition;
    this.identity = identity;
    this.stored = stored;
    this.seed = definition.seed().orElse(random);
  }

  /**
   * @param stored by topic, what the source offsets hold
   * @throws ConnectException if others still refer to a topic that has all its records but whose
   *     definition has changed, or which may have none of those that are left to refer to
   */
  static Map<String, Life> begin(
      Definition definition, TaskIdentity identity, Map<String, Life> stored) {
    long random = Fingerprint.exact(ThreadLocalRandom.current().nextLong());
    return new Lives(definition, identity, stored, random).begin();
  }

  private Map<String, Life> begin() {
    boolean renew = definition.topics().keySet().stream().anyMatch(this::mustRenew);
    Map<String, Life> lives = new HashMap<>();
    for (String topic : definition.topics().keySet()) {
      lives.put(topic, begin(topic, renew));
    }
    return lives;
  }

  private Life begin(String topic, boolean renew) {
    Life life = stored.get(topic);
    long history = Fingerprint.of(topic, definition);
    if (life == null || isOtherSeries(life)) {
      return new Life(seed, 0, 0, 0, history);
    }
    if (isComplete(topic) && life.history() != history) {
      throw new ConnectException(
          ("Topic %1$s has all its records, but what others refer to in them is defined otherwise"
                  + " now; raise `topic.%1$s.records.exactly` or reset the connector's offsets")
              .formatted(topic));
    }
    if (isLeftOut(topic) && new References(definition).isNeeded(topic)) {
      throw new ConnectException(
          ("`topic.%1$s.records.exactly` leaves out all records that others could refer to, which"
                  + " begin with number %2$d in this task; raise it or reset the connector's offsets")
              .formatted(topic, life.from()));
    }
    if (!renew) {
      return life;
    }
    return isComplete(topic)
        ? new Life(life.seed(), life.from(), life.next(), life.next(), history)
        : new Life(seed, life.next(), life.next(), life.next(), history);
  }

  /** All topics of a task start a new life together, since references count from where it began. */
  private boolean mustRenew(String topic) {
    Life life = stored.get(topic);
    if (definition.seed().isEmpty()) {
      return true;
    }
    return life != null
        && !isOtherSeries(life)
        && !isComplete(topic)
        && life.history() != Fingerprint.of(topic, definition);
  }

  /** Another seed is another series, which starts with record 0. */
  private boolean isOtherSeries(Life life) {
    return definition.seed().isPresent() && life.seed() != seed;
  }

  private boolean isComplete(String topic) {
    return stored.get(topic).next() >= quota(topic);
  }

  /** Whether the topic's present life began where it must have no records any more. */
  private boolean isLeftOut(String topic) {
    return stored.get(topic).from() >= quota(topic);
  }

  private long quota(String topic) {
    return definition.topics().get(topic).quota(identity.task(), identity.tasks());
  }
}
