package workshop.generator;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/**
 * The source offset of one record. A map because Connect wants one; without entries of its own,
 * since every record has such an offset and hardly any is ever read.
 */
final class Offset extends AbstractMap<String, Object> {
  static final String SEED = "seed";
  static final String FROM = "from";
  static final String NEXT = "next";
  static final String HISTORY = "history";

  private final Life life;
  private final long next;

  /**
   * @param next number of the record to make after this one
   */
  Offset(Life life, long next) {
    this.life = life;
    this.next = next;
  }

  @Override
  public Object get(Object key) {
    return NEXT.equals(key) ? (Object) next : super.get(key);
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return Map.<String, Object>of(
            SEED, life.seed(), FROM, life.from(), NEXT, next, HISTORY, life.history())
        .entrySet();
  }
}
