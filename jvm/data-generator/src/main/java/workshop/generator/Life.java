package workshop.generator;

import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The stretch of a topic's records, in one task, that one random function makes.
 *
 * @param seed what the function is a function of, besides topic, task and record number
 * @param from number of the first record that it makes
 * @param next number of the record to make next
 * @param known records below this one can be referred to from the start
 * @param history fingerprint of how the values are made that other records refer to
 */
record Life(long seed, long from, long next, long known, long history) {
  /** The source offset of the record before {@code next}. */
  Offset offset(long next) {
    return new Offset(this, next);
  }

  /**
   * Reads back what {@link #offset} made; throws {@link ConnectException} if it is something else.
   */
  static Life read(Map<String, ?> offset) {
    long from = number(offset, Offset.FROM);
    return new Life(
        number(offset, Offset.SEED),
        from,
        number(offset, Offset.NEXT),
        from,
        number(offset, Offset.HISTORY));
  }

  /** The number in an offset that stands for the record itself. */
  static long index(Map<String, ?> offset) {
    return number(offset, Offset.NEXT) - 1;
  }

  private static long number(Map<String, ?> offset, String name) {
    if (offset.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new ConnectException("The source offset %s has no number `%s`".formatted(offset, name));
  }
}
