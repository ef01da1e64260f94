package workshop.generator;

import java.util.Arrays;

/** Saves computing again the values of late records, to which most references go. Bounded. */
final class RecentValues {
  private static final int MAX = 8_192;

  private final long[] indexes = new long[MAX];
  private final Object[] values = new Object[MAX];

  RecentValues() {
    Arrays.fill(indexes, Link.NONE);
  }

  boolean has(long index) {
    return indexes[slot(index)] == index;
  }

  /** The value kept; only if {@link #has} it. */
  Object get(long index) {
    return values[slot(index)];
  }

  void keep(long index, Object value) {
    indexes[slot(index)] = index;
    values[slot(index)] = value;
  }

  private int slot(long index) {
    return (int) (index % MAX);
  }
}
