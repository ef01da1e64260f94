package workshop.generator;

import java.util.List;
import java.util.Set;

/** What has to hold between the directives of a configuration, each of which is right in itself. */
final class DefinitionRules {
  private final Definition definition;
  private final Set<Problem> problems;
  private final boolean complete;

  private DefinitionRules(Definition definition, Set<Problem> problems) {
    this.definition = definition;
    this.problems = problems;
    this.complete = problems.isEmpty();
  }

  /** Adds to the problems; while there are others, what is missing may only be spelled wrong. */
  static void check(Definition definition, Set<Problem> problems) {
    DefinitionRules rules = new DefinitionRules(definition, problems);
    if (rules.complete && definition.topics().isEmpty()) {
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
    new References(definition).checkCycles(problems::add);
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
      problems.add(
          Problem.noTopic(
              field.matchingKey(),
              1,
              target.topic(),
              target.toString(),
              definition.topics().keySet()));
    } else if (complete && definition.field(target).isEmpty()) {
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
    problems.add(new Problem(key, message));
  }
}
