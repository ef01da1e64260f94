package workshop.generator;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which of the connector's tasks this one is; it travels in the task's configuration. */
record TaskIdentity(int task, int tasks) {
  private static final String TASK = "generator.task";
  private static final String TASKS = "generator.tasks";
  static final Set<String> KEYS = Set.of(TASK, TASKS);

  static TaskIdentity read(Map<String, String> config) {
    return new TaskIdentity(
        Integer.parseInt(config.get(TASK)), Integer.parseInt(config.get(TASKS)));
  }

  /**
   * The source partition of a topic: another number of tasks makes other keys, so it starts afresh.
   */
  Map<String, Object> partition(String topic) {
    return Map.of("topic", topic, "task", task, "tasks", tasks);
  }

  Map<String, String> addTo(Map<String, String> config) {
    Map<String, String> own = new HashMap<>(config);
    own.put(TASK, Integer.toString(task));
    own.put(TASKS, Integer.toString(tasks));
    return own;
  }
}
