package workshop.generator;

import org.apache.kafka.connect.errors.DataException;

/** One value of a record, ready to be made. */
final class Field {
  private final FieldDefinition definition;
  private final FieldType type;
  private final Expression expression;
  private final boolean owned;
  private final long nullSalt;
  private final long matchingSalt;
  private final long valueSalt;
  private Field target;
  private Link link;
  private RecentValues recent;

  /**
   * @param expression null when the value only matches
   * @param owned no other task may make the same value
   * @param salt tells the topic, the task and the seed apart
   */
  Field(
      FieldDefinition definition, FieldType type, Expression expression, boolean owned, long salt) {
    this.definition = definition;
    this.type = type;
    this.expression = expression;
    this.owned = owned;
    long own = Seeds.of(salt, definition.id().toString());
    this.nullSalt = Seeds.of(own, 1);
    this.matchingSalt = Seeds.of(own, 2);
    this.valueSalt = Seeds.of(own, 3);
  }

  /**
   * Sets where a matched value comes from; apart from the constructor because a topic may match
   * itself.
   */
  void match(Field target, Link link) {
    this.target = target;
    this.link = link;
    target.recent = new RecentValues();
  }

  /** Where values that others refer to are kept for a while; null if none do. */
  RecentValues recent() {
    return recent;
  }

  FieldId id() {
    return definition.id();
  }

  /** The configuration key that says how the value is made. */
  String key() {
    return definition.key();
  }

  FieldId matching() {
    return definition.matching();
  }

  FieldType type() {
    return type;
  }

  Field target() {
    return target;
  }

  Link link() {
    return link;
  }

  boolean isOwned() {
    return owned;
  }

  boolean isSometimes() {
    return definition.isSometimes();
  }

  boolean isNull(long index) {
    return draws(definition.nullRate(), nullSalt, index);
  }

  /** Whether record {@code index} takes the value from another record, provided there is one. */
  boolean matches(long index) {
    return target != null
        && (!isSometimes() || draws(definition.matchingRate(), matchingSalt, index));
  }

  long seed(long index) {
    return Seeds.of(valueSalt, index);
  }

  /**
   * A new value; throws {@link DataException} when the expression's text is not of the field's
   * type.
   */
  Object fresh(long seed) {
    String text = expression.evaluate(seed);
    try {
      return type.parse(text);
    } catch (RuntimeException e) {
      throw new DataException(
          "`%s` made `%s`, which is no %s".formatted(key(), text, type.word()), e);
    }
  }

  /** A matched value in this field's type; throws {@link DataException} when it is not one. */
  Object convert(Object matched) {
    try {
      return type.convert(matched);
    } catch (RuntimeException e) {
      throw new DataException(
          "`%s` found `%s`, which is no %s".formatted(key(), matched, type.word()), e);
    }
  }

  private static boolean draws(double rate, long salt, long index) {
    return rate > 0 && Seeds.unit(Seeds.of(salt, index)) < rate;
  }
}
