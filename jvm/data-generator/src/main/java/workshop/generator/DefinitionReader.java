package workshop.generator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
  }

  /** The definition as far as it can be read; worth using only if no problem was reported. */
  static Definition read(Map<String, String> config, Consumer<Problem> problems) {
    return new DefinitionReader(config, problems).read();
  }

  private Definition read() {
    new TreeMap<>(config)
        .forEach(
            (key, value) -> {
              if (!FrameworkKeys.contains(key) && !TaskIdentity.KEYS.contains(key)) {
                Grammar.parse(key, value == null ? "" : value, problems)
                    .ifPresent(entry -> entries.put(key, entry));
              }
            });
    Map<String, TopicDefinition> topics = new TreeMap<>();
    fieldsByTopic().forEach((topic, fields) -> topics.put(topic, topic(topic, fields)));
    Entry seed = entries.get("global.seed");
    return new Definition(
        topics,
        Optional.ofNullable(seed).map(entry -> numbers.atLeast(Long.MIN_VALUE, entry, 0)),
        tasks());
  }

  private Map<String, List<FieldDefinition>> fieldsByTopic() {
    Map<FieldId, Map<String, Entry>> byField = new LinkedHashMap<>();
    for (Entry entry : entries.values()) {
      if (entry.head().startsWith("gen") || entry.head().startsWith("attr")) {
        byField
            .computeIfAbsent(entry.field(), id -> new LinkedHashMap<>())
            .put(entry.verb(), entry);
      }
    }
    Map<String, List<FieldDefinition>> fields = new TreeMap<>();
    byField.forEach(
        (id, verbs) ->
            field(id, verbs)
                .ifPresent(
                    field ->
                        fields.computeIfAbsent(id.topic(), t -> new ArrayList<>()).add(field)));
    checkTopicEntries(fields);
    return fields;
  }

  private Optional<FieldDefinition> field(FieldId id, Map<String, Entry> verbs) {
    Entry with = verbs.getOrDefault("with", verbs.get("sometimes.with"));
    Entry matching = verbs.getOrDefault("matching", verbs.get("sometimes.matching"));
    if (!isComplete(id, verbs)) {
      return Optional.empty();
    }
    double matchingRate = numbers.rate(entries.get("global.matching.rate"), DEFAULT_MATCHING_RATE);
    return Optional.of(
        new FieldDefinition(
            id,
            with == null ? null : with.value(),
            matching == null ? null : reference(matching).orElse(null),
            numbers.rate(verbs.get("null.rate"), 0),
            numbers.rate(verbs.get("matching.rate"), matchingRate),
            Optional.ofNullable(verbs.get("type")).flatMap(this::type).orElse(null),
            with == null ? null : with.key(),
            matching == null ? null : matching.key()));
  }

  private boolean isComplete(FieldId id, Map<String, Entry> verbs) {
    Set<String> generators = new TreeSet<>(verbs.keySet());
    generators.retainAll(Set.of("with", "matching", "sometimes.with", "sometimes.matching"));
    Set<String> both = Set.of("sometimes.with", "sometimes.matching");
    if (generators.equals(both) || (generators.size() == 1 && !both.containsAll(generators))) {
      return true;
    }
    String key = verbs.values().iterator().next().key();
    String have =
        generators.isEmpty() ? "has no generator" : "has " + String.join(" and ", generators);
    problems.accept(
        new Problem(
            key,
            "`"
                + id
                + "` "
                + have
                + ": give it either `with`, or `matching`, or `sometimes.with` and"
                + " `sometimes.matching` together"));
    return false;
  }

  private Optional<FieldId> reference(Entry entry) {
    String[] words = entry.value().strip().split("\\.", -1);
    if (words.length < 2 || words.length > 3) {
      problems.accept(
          new Problem(
              entry.key(),
              "`" + entry.value() + "` is not of the form `<topic>.<key or value>[.<attribute>]`"));
      return Optional.empty();
    }
    if (!words[1].equals("key") && !words[1].equals("value")) {
      problems.accept(
          new Problem(
              entry.key(),
              "word 2 `"
                  + words[1]
                  + "` of `"
                  + entry.value()
                  + "` is not known"
                  + NearestWord.hint(words[1], List.of("key", "value"))));
      return Optional.empty();
    }
    Path path = words.length == 3 ? Path.parse(words[2]) : Path.PRIMITIVE;
    return Optional.of(new FieldId(words[0], words[1].equals("key") ? Part.KEY : Part.VALUE, path));
  }

  private Optional<FieldType> type(Entry entry) {
    String word = entry.value().strip();
    if (!FieldType.words().contains(word)) {
      problems.accept(
          new Problem(
              entry.key(),
              "type `"
                  + word
                  + "` is not known"
                  + NearestWord.hint(word, FieldType.words())
                  + " (valid: "
                  + String.join(", ", FieldType.words())
                  + ")"));
      return Optional.empty();
    }
    return Optional.of(FieldType.valueOf(word.toUpperCase(java.util.Locale.ROOT)));
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

  private void checkTopicEntries(Map<String, List<FieldDefinition>> fields) {
    for (Entry entry : entries.values()) {
      if (entry.head().equals("topic") && !fields.containsKey(entry.topic())) {
        problems.accept(
            new Problem(
                entry.key(),
                "word 2 `"
                    + entry.topic()
                    + "` of `"
                    + entry.key()
                    + "` is not a topic that anything is generated for"
                    + NearestWord.hint(entry.topic(), fields.keySet())));
      }
    }
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
