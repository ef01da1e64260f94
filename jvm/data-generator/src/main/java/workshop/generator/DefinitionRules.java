package workshop.generator;

import java.util.List;
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
      rules.refuse(
          "connector.class", "nothing to generate; add a key such as `genkp.customer.with`");
    }
    for (TopicDefinition topic : definition.topics().values()) {
      rules.checkShape(topic.fields(Part.KEY));
      rules.checkShape(topic.fields(Part.VALUE));
      topic.fields().stream()
          .filter(field -> field.matching() != null)
          .forEach(rules::checkMatching);
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
                  refuse(
                      outer.key(),
                      "`%s` cannot be one value and hold `%s` of `%s` as well"
                          .formatted(outer.id(), inner.id(), inner.key())));
    }
  }

  private void checkMatching(FieldDefinition field) {
    FieldId target = field.matching();
    TopicDefinition topic = definition.topics().get(target.topic());
    if (topic == null) {
      problems.accept(
          Problem.noTopic(
              field.matchingKey(),
              1,
              target.topic(),
              target.toString(),
              definition.topics().keySet()));
    } else if (definition.field(target).isEmpty()) {
      List<String> generated = topic.fields().stream().map(f -> f.id().toString()).toList();
      refuse(
          field.matchingKey(),
          "`%s` is not generated%s"
              .formatted(target, NearestWord.hint(target.toString(), generated)));
    } else {
      checkCount(field, topic);
    }
  }

  /** A task without a customer could never make an order. */
  private void checkCount(FieldDefinition field, TopicDefinition source) {
    if (!field.isSometimes() && source.exactly() < definition.tasks()) {
      refuse(
          "topic." + source.name() + ".records.exactly",
          ("`%d` leaves a task without a record that `%s` could refer to;"
                  + " give each of the %d tasks one")
              .formatted(source.exactly(), field.matchingKey(), definition.tasks()));
    }
  }

  private void refuse(String key, String message) {
    problems.accept(new Problem(key, message));
  }
}
