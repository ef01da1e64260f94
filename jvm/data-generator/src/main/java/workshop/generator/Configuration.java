package workshop.generator;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/**
 * A connector's configuration, read and checked: the definition and its expressions, or the
 * problems.
 */
record Configuration(
    Definition definition, Map<FieldId, Expression> expressions, Set<Problem> problems) {

  /** Reads, reporting every mistake rather than the first. */
  static Configuration read(Map<String, String> config) {
    Set<Problem> problems = new LinkedHashSet<>();
    Definition definition = DefinitionReader.read(config, problems::add);
    DefinitionRules.check(definition, problems);
    Map<FieldId, Expression> expressions = ExpressionRules.compile(definition, problems::add);
    if (problems.isEmpty()) {
      Rehearsal.check(definition, expressions, problems::add);
    }
    return new Configuration(definition, expressions, problems);
  }

  /** Throws {@link ConfigException} with all problems unless there are none. */
  Configuration orThrow() {
    if (problems.isEmpty()) {
      return this;
    }
    throw new ConfigException(
        problems.stream()
            .map(problem -> problem.key() + ": " + problem.message())
            .collect(Collectors.joining("\n")));
  }
}
