package workshop.generator;

import java.util.List;

/**
 * What one topic gets, as configured.
 *
 * @param fields in the order in which schemas list them
 * @param throttleMs 0 is as fast as possible
 * @param exactly records in all tasks together; {@link #UNBOUNDED} without a limit
 * @param historyMax how many of the latest records can be matched
 */
record TopicDefinition(
    String name,
    List<FieldDefinition> fields,
    long throttleMs,
    long exactly,
    double tombstoneRate,
    long historyMax) {
  static final long UNBOUNDED = Long.MAX_VALUE;

  List<FieldDefinition> fields(Part part) {
    return fields.stream().filter(field -> field.id().part() == part).toList();
  }

  /** How many of the topic's records task {@code task} of {@code tasks} makes. */
  long quota(int task, int tasks) {
    return exactly == UNBOUNDED ? UNBOUNDED : exactly / tasks + (task < exactly % tasks ? 1 : 0);
  }
}
