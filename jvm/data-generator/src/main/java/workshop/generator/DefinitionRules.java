package workshop.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What has to hold between the directives of a configuration, each of which is right in itself. */
final class DefinitionRules {
  private final Definition definition;
  private final Consumer<Problem> problems;

  private DefinitionRules(Definition definition, Consumer<Problem> problems) {
    this.definition = definition;
    this.problems = problems;
  }

  static void check(Definition definition, Consumer<Problem> problems) {
    DefinitionRules rules = new DefinitionRules(definition, problems);
    if (definition.topics().isEmpty()) {
      problems.accept(
          new Problem(
              "connector.class", "nothing to generate; add a key such as `genkp.customer.with`"));
    }
    for (TopicDefinition topic : definition.topics().values()) {
      rules.checkShape(topic.fields(Part.KEY));
      rules.checkShape(topic.fields(Part.VALUE));
      topic.fields().forEach(rules::checkReference);
    }
    new References(definition).checkCycles(problems);
  }

  private void checkShape(List<FieldDefinition> fields) {
    for (FieldDefinition outer : fields) {
      fields.stream()
          .filter(inner -> inner.id().path().isInside(outer.id().path()))
          .findFirst()
          .ifPresent(
              inner ->
                  problems.accept(
                      new Problem(
                          keyOf(outer),
                          "`"
                              + outer.id()
                              + "` cannot be one value and hold `"
                              + inner.id()
                              + "` of `"
                              + keyOf(inner)
                              + "` as well")));
    }
  }

  private void checkReference(FieldDefinition field) {
    FieldId target = field.matching();
    if (target == null || definition.field(target).isPresent()) {
      return;
    }
    Optional<TopicDefinition> topic = Optional.ofNullable(definition.topics().get(target.topic()));
    String message =
        topic.isEmpty()
            ? "word 1 `"
                + target.topic()
                + "` of `"
                + target
                + "` is not a topic that anything is generated for"
                + NearestWord.hint(target.topic(), definition.topics().keySet())
            : "`"
                + target
                + "` is not generated"
                + NearestWord.hint(target.toString(), generated(topic.get()));
    problems.accept(new Problem(field.matchingKey(), message));
  }

  private static List<String> generated(TopicDefinition topic) {
    List<String> ids = new ArrayList<>();
    topic.fields().forEach(field -> ids.add(field.id().toString()));
    return ids;
  }

  private static String keyOf(FieldDefinition field) {
    return field.withKey() == null ? field.matchingKey() : field.withKey();
  }
}
