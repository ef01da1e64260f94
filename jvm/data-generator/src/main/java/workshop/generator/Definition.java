package workshop.generator;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole configuration, parsed.
 *
 * @param topics by name
 * @param seed empty: a new one is drawn at every start
 * @param tasks how many tasks share the topics
 */
record Definition(Map<String, TopicDefinition> topics, Optional<Long> seed, int tasks) {
  /** The type given, or else that of the value that is always matched, or else a string. */
  FieldType typeOf(FieldDefinition field) {
    if (field.type() != null) {
      return field.type();
    }
    return field.with() == null ? typeOf(field(field.matching()).orElseThrow()) : FieldType.STRING;
  }

  Optional<FieldDefinition> field(FieldId id) {
    return Optional.ofNullable(topics.get(id.topic())).map(TopicDefinition::fields).stream()
        .flatMap(List::stream)
        .filter(field -> field.id().equals(id))
        .findFirst();
  }
}
