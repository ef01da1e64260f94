package workshop.generator;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;

/** Which of the connector's tasks this one is; it travels in the task's configuration. */
record TaskIdentity(int task, int tasks) {
  private static final String TASK = "generator.task";
  private static final String TASKS = "generator.tasks";
  private static final String PARTITION_TOPIC = "topic";
  private static final String PARTITION_TASK = "task";
  private static final String PARTITION_TASKS = "tasks";
  static final Set<String> KEYS = Set.of(TASK, TASKS);

  static TaskIdentity read(Map<String, String> config) {
    return new TaskIdentity(
        Integer.parseInt(config.get(TASK)), Integer.parseInt(config.get(TASKS)));
  }

  /**
   * The source partition of a topic: another number of tasks makes other keys, so it starts afresh.
   */
  Map<String, Object> partition(String topic) {
    // Connect finds an offset by the bytes of its partition, and puts partitions that it has read
    // into a HashMap itself: with any other order its REST API finds none.
    Map<String, Object> partition = new HashMap<>();
    partition.put(PARTITION_TOPIC, topic);
    partition.put(PARTITION_TASK, task);
    partition.put(PARTITION_TASKS, tasks);
    return partition;
  }

  /** Throws {@link ConnectException} if no {@link #partition} looks like this. */
  static void checkPartition(Map<String, ?> partition) {
    boolean known =
        partition.keySet().equals(Set.of(PARTITION_TOPIC, PARTITION_TASK, PARTITION_TASKS))
            && partition.get(PARTITION_TOPIC) instanceof String
            && partition.get(PARTITION_TASK) instanceof Number
            && partition.get(PARTITION_TASKS) instanceof Number;
    if (!known) {
      throw new ConnectException(
          "The source partition %s is not of the form {topic, task, tasks}".formatted(partition));
    }
  }

  Map<String, String> addTo(Map<String, String> config) {
    Map<String, String> own = new HashMap<>(config);
    own.put(TASK, Integer.toString(task));
    own.put(TASKS, Integer.toString(tasks));
    return own;
  }
}
