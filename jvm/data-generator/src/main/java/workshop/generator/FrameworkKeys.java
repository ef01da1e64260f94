package workshop.generator;

import java.util.List;

/** Knows which keys of a source connector's configuration belong to Connect itself. */
final class FrameworkKeys {
  /** KAFKA-10600: Connect takes unknown keys in silence, so ours have to be told from its own. */
  static final List<String> NAMES =
      List.of(
          "name",
          "connector.class",
          "connector.plugin.version",
          "tasks.max",
          "tasks.max.enforce",
          "task.class",
          "key.converter",
          "value.converter",
          "header.converter",
          "transforms",
          "predicates",
          "config.action.reload",
          "exactly.once.support",
          "transaction.boundary",
          "transaction.boundary.interval.ms",
          "offsets.storage.topic",
          "topic.creation.groups",
          "topic.creation.enable");

  private static final List<String> PREFIXES =
      List.of(
          "key.converter.",
          "value.converter.",
          "header.converter.",
          "transforms.",
          "predicates.",
          "errors.",
          "topic.creation.",
          "producer.override.",
          "consumer.override.",
          "admin.override.");

  private FrameworkKeys() {}

  static boolean contains(String key) {
    return NAMES.contains(key) || PREFIXES.stream().anyMatch(key::startsWith);
  }
}
