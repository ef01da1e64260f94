package workshop.generator;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Makes the series of one task out of a definition that has no problems. */
final class Plan {
  private static final int VARIETY_SAMPLE = 64;

  /** Stands for no throttle when it is compared with another topic's. */
  private static final long FASTEST_MS = 1;

  private final Definition definition;
  private final Map<FieldId, Expression> expressions;
  private final Map<String, Series> series = new LinkedHashMap<>();
  private final Map<FieldId, Field> fields = new HashMap<>();

  private Plan(Definition definition, Map<FieldId, Expression> expressions) {
    this.definition = definition;
    this.expressions = expressions;
  }

  /** The task's series, each after those that its records always refer to. */
  static List<Series> compile(
      Definition definition,
      Map<FieldId, Expression> expressions,
      TaskIdentity identity,
      Map<String, Life> lives) {
    Plan plan = new Plan(definition, expressions);
    new References(definition)
        .ordered()
        .forEach(
            (name, topic) -> plan.series.put(name, new Series(topic, identity, lives.get(name))));
    Set<FieldId> owned = Ownership.of(definition, field -> variety(expressions.get(field.id())));
    plan.series.values().forEach(series -> plan.addFields(series, owned));
    plan.fields.values().forEach(plan::addLink);
    return List.copyOf(plan.series.values());
  }

  private void addFields(Series of, Set<FieldId> owned) {
    List<Field> added =
        of.definition().fields().stream()
            .map(
                field ->
                    new Field(
                        field,
                        definition.typeOf(field),
                        expressions.get(field.id()),
                        owned.contains(field.id()),
                        of.salt()))
            .toList();
    added.forEach(field -> fields.put(field.id(), field));
    of.fields(added);
  }

  private void addLink(Field field) {
    FieldId matching = field.matching();
    if (matching == null) {
      return;
    }
    Series from = series.get(field.id().topic());
    Series to = series.get(matching.topic());
    double ratio = ratio(definition, from.definition(), to.definition());
    long salt = Seeds.of(from.salt(), matching.topic());
    field.match(fields.get(matching), new Link(to, ratio, isOptional(from, to), salt));
  }

  /** Whether records of one topic can do without those of the other, which then may need them. */
  private static boolean isOptional(Series from, Series to) {
    return from.definition().fields().stream()
        .filter(field -> field.matching() != null)
        .filter(field -> field.matching().topic().equals(to.definition().name()))
        .allMatch(FieldDefinition::isSometimes);
  }

  /**
   * How many records of {@code to} there are for each of {@code from}. With a seed it is one: a
   * throttle must not change what is generated.
   */
  static double ratio(Definition definition, TopicDefinition from, TopicDefinition to) {
    return definition.seed().isPresent() ? 1 : (double) interval(from) / interval(to);
  }

  private static long interval(TopicDefinition topic) {
    return Math.max(topic.throttleMs(), FASTEST_MS);
  }

  private static int variety(Expression expression) {
    return (int)
        IntStream.range(0, VARIETY_SAMPLE)
            .mapToObj(seed -> expression.evaluate(Seeds.of(0, seed)))
            .distinct()
            .count();
  }
}
