package workshop.generator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads a connector's configuration into a {@link Definition}, reporting every mistake in it. */
final class DefinitionReader {
  private static final double DEFAULT_MATCHING_RATE = 0.1;
  private static final long DEFAULT_HISTORY = 1_000_000;
  private static final String TASKS_MAX = "tasks.max";

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> config;
  private final Consumer<Problem> problems;
  private final Numbers numbers;

  private DefinitionReader(Map<String, String> config, Consumer<Problem> problems) {
    this.config = config;
    this.problems = problems;
    this.numbers = new Numbers(problems);
    new TreeMap<>(config).forEach(this::addEntry);
  }

  /** The definition as far as it can be read; worth using only if no problem was reported. */
  static Definition read(Map<String, String> config, Consumer<Problem> problems) {
    DefinitionReader reader = new DefinitionReader(config, problems);
    Map<String, TopicDefinition> topics = new TreeMap<>();
    reader.fields().forEach((topic, fields) -> topics.put(topic, reader.topic(topic, fields)));
    reader.checkTopics(topics);
    return new Definition(topics, reader.seed(), reader.tasks());
  }

  private void addEntry(String key, String value) {
    if (!FrameworkKeys.contains(key) && !TaskIdentity.KEYS.contains(key)) {
      Grammar.parse(key, value == null ? "" : value, problems)
          .ifPresent(entry -> entries.put(key, entry));
    }
  }

  private Map<String, List<FieldDefinition>> fields() {
    Map<FieldId, Map<String, Entry>> verbs = new LinkedHashMap<>();
    for (Entry entry : entries.values()) {
      if (entry.isAboutField()) {
        verbs.computeIfAbsent(entry.field(), id -> new TreeMap<>()).put(entry.verb(), entry);
      }
    }
    double rate = numbers.rate(entries.get("global.matching.rate"), DEFAULT_MATCHING_RATE);
    FieldReader reader = new FieldReader(rate, problems);
    Map<String, List<FieldDefinition>> fields = new TreeMap<>();
    verbs.forEach(
        (id, own) -> {
          List<FieldDefinition> topic =
              fields.computeIfAbsent(id.topic(), name -> new ArrayList<>());
          reader.read(id, own).ifPresent(topic::add);
        });
    return fields;
  }

  private TopicDefinition topic(String topic, List<FieldDefinition> fields) {
    String prefix = "topic." + topic + ".";
    long throttle = numbers.atLeast(0, entries.get("global.throttle.ms"), 0);
    long history = numbers.atLeast(1, entries.get("global.history.records.max"), DEFAULT_HISTORY);
    return new TopicDefinition(
        topic,
        fields,
        numbers.atLeast(0, entries.get(prefix + "throttle.ms"), throttle),
        numbers.atLeast(1, entries.get(prefix + "records.exactly"), TopicDefinition.UNBOUNDED),
        numbers.rate(entries.get(prefix + "tombstone.rate"), 0),
        numbers.atLeast(1, entries.get(prefix + "history.records.max"), history));
  }

  private void checkTopics(Map<String, TopicDefinition> topics) {
    for (Entry entry : entries.values()) {
      if (entry.topic() != null && !topics.containsKey(entry.topic())) {
        problems.accept(
            Problem.noTopic(entry.key(), 2, entry.topic(), entry.key(), topics.keySet()));
      }
    }
  }

  private Optional<Long> seed() {
    return Optional.ofNullable(entries.get("global.seed"))
        .map(entry -> numbers.atLeast(Long.MIN_VALUE, entry, 0));
  }

  private int tasks() {
    try {
      return Math.max(1, Integer.parseInt(config.getOrDefault(TASKS_MAX, "1").strip()));
    } catch (NumberFormatException e) {
      // Connect itself refuses it, under its own key.
      return 1;
    }
  }
}
