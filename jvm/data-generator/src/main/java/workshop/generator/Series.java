package workshop.generator;

import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The records of one topic in one task as a function of their number. Nothing is remembered: a
 * record that others refer to is computed again.
 */
final class Series {
  private static final int MAX_ATTEMPTS = 1_000;
  private static final long OWNER_SALT = Seeds.of(0, "owner");

  private final TopicDefinition definition;
  private final TaskIdentity identity;
  private final Life life;
  private final long quota;
  private final long tombstoneSalt;
  private List<Field> fields = List.of();

  Series(TopicDefinition definition, TaskIdentity identity, Life life) {
    this.definition = definition;
    this.identity = identity;
    this.life = life;
    this.quota = definition.quota(identity.task(), identity.tasks());
    this.tombstoneSalt = Seeds.of(salt(), "tombstone");
  }

  void fields(List<Field> fields) {
    this.fields = List.copyOf(fields);
  }

  List<Field> fields() {
    return fields;
  }

  TopicDefinition definition() {
    return definition;
  }

  Life life() {
    return life;
  }

  /** How many records there will be. */
  long quota() {
    return quota;
  }

  /** Differs for every seed, topic, task and number of tasks. */
  long salt() {
    long topic = Seeds.of(life.seed(), definition.name());
    return Seeds.of(Seeds.of(topic, identity.task()), identity.tasks());
  }

  boolean isTombstone(long index) {
    double rate = definition.tombstoneRate();
    return rate > 0 && Seeds.unit(Seeds.of(tombstoneSalt, index)) < rate;
  }

  /**
   * The value of a field of this topic in record {@code index}; null where the configuration makes
   * it null.
   */
  Object value(Field field, long index) {
    Object value = computed(field, index);
    if (field.recent() != null) {
      field.recent().keep(index, value);
    }
    return value;
  }

  /** Follows matches in a loop, since a topic that matches itself may lead far back. */
  private Object computed(Field field, long index) {
    Series series = this;
    Field at = field;
    long number = index;
    while (!series.isNull(at, number)) {
      long other = at.matches(number) ? series.referred(at, number) : Link.NONE;
      if (other == Link.NONE) {
        return series.made(at, number);
      }
      if (at.target().type() != at.type()) {
        return at.convert(at.link().source().value(at.target(), other));
      }
      series = at.link().source();
      at = at.target();
      number = other;
      if (at.recent().has(number)) {
        return at.recent().get(number);
      }
    }
    return null;
  }

  private boolean isNull(Field field, long index) {
    return field.isNull(index) || (field.id().part() == Part.VALUE && isTombstone(index));
  }

  /** The record of the other topic that record {@code index} refers to by this field. */
  long referred(Field field, long index) {
    return field.link().choose(index - life.from());
  }

  /** If others must not make it, draws until a value comes up that belongs to this task. */
  private Object made(Field field, long index) {
    long seed = field.seed(index);
    if (!field.isOwned()) {
      return field.fresh(seed);
    }
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Object value = field.fresh(attempt == 0 ? seed : Seeds.of(seed, attempt));
      long owner = Seeds.of(OWNER_SALT, value.toString());
      if (Math.floorMod(owner, identity.tasks()) == identity.task()) {
        return value;
      }
    }
    throw new ConnectException(
        ("`%s`: none of %d values belongs to task %d of %d; use an expression with more"
                + " values, or fewer tasks")
            .formatted(field.id(), MAX_ATTEMPTS, identity.task(), identity.tasks()));
  }
}
