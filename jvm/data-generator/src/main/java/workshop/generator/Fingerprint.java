package workshop.generator;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells whether earlier records of a topic would be computed again as they were made. Covers what
 * other records refer to and all that goes into it, so that other attributes may come and go.
 */
final class Fingerprint {
  /** JSON readers that take numbers for doubles get stored offsets exactly. */
  private static final int EXACT_BITS = 53;

  private final Definition definition;
  private final Set<FieldId> seen = new HashSet<>();
  private final StringBuilder text = new StringBuilder();

  private Fingerprint(Definition definition) {
    this.definition = definition;
  }

  static long of(String topic, Definition definition) {
    Set<String> referred = new TreeSet<>();
    Fingerprint fingerprint = new Fingerprint(definition);
    for (TopicDefinition other : definition.topics().values()) {
      for (FieldDefinition field : other.fields()) {
        if (field.matching() != null && field.matching().topic().equals(topic)) {
          referred.add(field.matching().toString());
        }
      }
    }
    Map<String, TopicDefinition> topics = definition.topics();
    topics.get(topic).fields().stream()
        .filter(field -> referred.contains(field.id().toString()))
        .forEach(fingerprint::add);
    return exact(Seeds.of(0, fingerprint.text.toString()));
  }

  /** Cuts a random number to what {@link #EXACT_BITS} hold. */
  static long exact(long bits) {
    return bits >>> (Long.SIZE - EXACT_BITS);
  }

  private void add(FieldDefinition field) {
    if (!seen.add(field.id())) {
      return;
    }
    TopicDefinition topic = definition.topics().get(field.id().topic());
    text.append(field.id()).append('|').append(field.with()).append('|').append(field.matching());
    text.append('|').append(field.nullRate()).append('|').append(field.matchingRate());
    text.append('|').append(definition.typeOf(field)).append('|').append(topic.tombstoneRate());
    if (field.matching() != null) {
      TopicDefinition source = definition.topics().get(field.matching().topic());
      text.append('|').append(source.historyMax()).append('|').append(source.exactly());
      text.append('|').append(Plan.ratio(definition, topic, source));
      add(definition.field(field.matching()).orElseThrow());
    }
    text.append('\n');
  }
}
