package workshop.generator;

import java.util.List;

/**
 * Where a value stands in a key or value: {@code a->b} is b inside a, no names is the primitive
 * itself.
 */
record Path(List<String> names) {
  static final Path PRIMITIVE = new Path(List.of());
  private static final String ARROW = "->";

  static Path parse(String attribute) {
    return new Path(List.of(attribute.split(ARROW, -1)));
  }

  boolean isPrimitive() {
    return names.isEmpty();
  }

  /** Whether this path leads through the other one, so that both cannot hold a value. */
  boolean isInside(Path other) {
    return names.size() > other.names.size()
        && names.subList(0, other.names.size()).equals(other.names);
  }

  @Override
  public String toString() {
    return String.join(ARROW, names);
  }
}
