package workshop.generator;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;

/** Makes the first values of every task before there is one, to find what only shows in values. */
final class Rehearsal {
  private static final int RECORDS = 8;

  private Rehearsal() {}

  /** Reports texts that are not of their field's type, and keys of which a task has none. */
  static void check(
      Definition definition, Map<FieldId, Expression> expressions, Consumer<Problem> problems) {
    Map<String, Life> lives = new HashMap<>();
    definition.topics().keySet().forEach(topic -> lives.put(topic, new Life(0, 0, 0, 0, 0)));
    for (int task = 0; task < definition.tasks(); task++) {
      TaskIdentity identity = new TaskIdentity(task, definition.tasks());
      for (Series series : Plan.compile(definition, expressions, identity, lives)) {
        series.fields().forEach(field -> check(series, field, problems));
      }
    }
  }

  private static void check(Series series, Field field, Consumer<Problem> problems) {
    try {
      for (long index = 0; index < RECORDS; index++) {
        series.value(field, index);
      }
    } catch (ConnectException e) {
      problems.accept(new Problem(field.key(), e.getMessage()));
    }
  }
}
