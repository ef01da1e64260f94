package workshop.generator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The graph of what always refers to what; {@code sometimes} may go in circles, since it can do
 * without.
 */
final class References {
  private final Definition definition;

  References(Definition definition) {
    this.definition = definition;
  }

  /** The topics, each after those that its records cannot do without; cycles are cut anywhere. */
  Map<String, TopicDefinition> ordered() {
    Map<String, TopicDefinition> ordered = new LinkedHashMap<>();
    definition.topics().keySet().forEach(topic -> visit(topic, new LinkedHashSet<>(), ordered));
    return ordered;
  }

  /** Whether other topics cannot do without a topic's records. */
  boolean isNeeded(String topic) {
    return definition.topics().keySet().stream()
        .flatMap(other -> needs(other).stream())
        .anyMatch(field -> field.matching().topic().equals(topic));
  }

  private void visit(String topic, Set<String> path, Map<String, TopicDefinition> ordered) {
    if (ordered.containsKey(topic) || !path.add(topic)) {
      return;
    }
    for (FieldDefinition field : needs(topic)) {
      visit(field.matching().topic(), path, ordered);
    }
    ordered.put(topic, definition.topics().get(topic));
  }

  /** Reports every reference that closes a circle. */
  void checkCycles(Consumer<Problem> problems) {
    for (String topic : definition.topics().keySet()) {
      for (FieldDefinition field : needs(topic)) {
        List<String> circle = new ArrayList<>(List.of(topic));
        if (leads(field.matching().topic(), topic, circle, new LinkedHashSet<>())) {
          problems.accept(
              new Problem(
                  field.matchingKey(),
                  "cycle: %s; use `sometimes.matching` with `sometimes.with` somewhere in it"
                      .formatted(String.join(" -> ", circle))));
        }
      }
    }
  }

  private boolean leads(String from, String to, List<String> circle, Set<String> seen) {
    circle.add(from);
    if (from.equals(to)) {
      return true;
    }
    if (seen.add(from)) {
      for (FieldDefinition field : needs(from)) {
        if (leads(field.matching().topic(), to, circle, seen)) {
          return true;
        }
      }
    }
    circle.remove(circle.size() - 1);
    return false;
  }

  private List<FieldDefinition> needs(String topic) {
    return definition.topics().get(topic).fields().stream()
        .filter(field -> field.matching() != null && !field.isSometimes())
        .filter(field -> definition.topics().containsKey(field.matching().topic()))
        .toList();
  }
}
