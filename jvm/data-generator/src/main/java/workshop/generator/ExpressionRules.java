package workshop.generator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Compiles the expressions of a definition, and sees to it that those that must be are repeatable.
 */
final class ExpressionRules {
  private static final String REMEDY =
      "; numbers work, such as `#{number.number_between '1767225600000','1798761600000'}` with"
          + " type timestamp";

  private final Definition definition;
  private final Consumer<Problem> problems;
  private final FakerExpressions faker = new FakerExpressions();

  private ExpressionRules(Definition definition, Consumer<Problem> problems) {
    this.definition = definition;
    this.problems = problems;
  }

  /** Those expressions that work; the others are reported. */
  static Map<FieldId, Expression> compile(Definition definition, Consumer<Problem> problems) {
    return new ExpressionRules(definition, problems).compile();
  }

  private Map<FieldId, Expression> compile() {
    Map<FieldId, Expression> expressions = new HashMap<>();
    Set<FieldId> matched = new HashSet<>();
    for (TopicDefinition topic : definition.topics().values()) {
      for (FieldDefinition field : topic.fields()) {
        compile(field, expressions);
        matched.add(field.matching());
      }
    }
    expressions.forEach((id, expression) -> checkRepeatable(id, expression, matched));
    return expressions;
  }

  private void compile(FieldDefinition field, Map<FieldId, Expression> expressions) {
    if (field.with() != null) {
      try {
        expressions.put(field.id(), faker.compile(field.with()));
      } catch (ExpressionException e) {
        problems.accept(new Problem(field.withKey(), e.getMessage()));
      }
    }
  }

  private void checkRepeatable(FieldId id, Expression expression, Set<FieldId> matched) {
    if (expression.isRepeatable()) {
      return;
    }
    FieldDefinition field = definition.field(id).orElseThrow();
    String what = "`" + field.with() + "` depends on the clock";
    if (definition.seed().isPresent()) {
      problems.accept(
          new Problem(field.withKey(), what + ", which `global.seed` rules out" + REMEDY));
    } else if (matched.contains(id)) {
      problems.accept(
          new Problem(
              field.withKey(), what + ", but other records refer to `" + id + "`" + REMEDY));
    }
  }
}
