package workshop.generator;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Decides which values belong to one task each, so that no two tasks make the same key: one
 * generated value of every key, and the values that keys are taken from.
 */
final class Ownership {
  private final Definition definition;
  private final ToIntFunction<FieldDefinition> variety;
  private final Set<FieldId> owned = new HashSet<>();

  private Ownership(Definition definition, ToIntFunction<FieldDefinition> variety) {
    this.definition = definition;
    this.variety = variety;
  }

  /** Of several generated values in a key, the one with the greatest variety is chosen. */
  static Set<FieldId> of(Definition definition, ToIntFunction<FieldDefinition> variety) {
    Ownership ownership = new Ownership(definition, variety);
    for (TopicDefinition topic : definition.topics().values()) {
      ownership.choose(topic.fields(Part.KEY));
    }
    return ownership.owned;
  }

  private void choose(List<FieldDefinition> key) {
    for (FieldDefinition field : key) {
      if (field.matching() != null && !field.isSometimes()) {
        own(field.id());
        return;
      }
    }
    key.stream()
        .max((a, b) -> key.size() == 1 ? 0 : variety.applyAsInt(a) - variety.applyAsInt(b))
        .ifPresent(field -> own(field.id()));
  }

  private void own(FieldId id) {
    FieldDefinition field = definition.field(id).orElseThrow();
    if (owned.add(id) && field.matching() != null) {
      own(field.matching());
    }
  }
}
