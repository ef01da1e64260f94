package workshop.generator;

/**
 * How one value is made, as configured.
 *
 * @param with faker expression, or null
 * @param matching where an earlier value is taken from, or null
 * @param type null means: a string, or what the matched value is
 * @param withKey configuration key of the expression, for messages
 * @param matchingKey configuration key of the reference, for messages
 */
record FieldDefinition(
    FieldId id,
    String with,
    FieldId matching,
    double nullRate,
    double matchingRate,
    FieldType type,
    String withKey,
    String matchingKey) {
  /** The configuration key that messages name. */
  String key() {
    return withKey == null ? matchingKey : withKey;
  }

  /** Both are given, and the matching rate decides for each record. */
  boolean isSometimes() {
    return with != null && matching != null;
  }
}
