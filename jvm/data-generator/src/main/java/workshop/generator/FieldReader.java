package workshop.generator;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reads the entries about one value into its definition. */
final class FieldReader {
  private static final String WITH = "with";
  private static final String MATCHING = "matching";
  private static final String SOMETIMES = "sometimes.";
  private static final Set<String> BOTH = Set.of(SOMETIMES + WITH, SOMETIMES + MATCHING);
  private static final Set<String> GENERATORS =
      Set.of(WITH, MATCHING, SOMETIMES + WITH, SOMETIMES + MATCHING);
  private static final List<String> PARTS = List.of(Part.KEY.word(), Part.VALUE.word());

  private final double defaultMatchingRate;
  private final Consumer<Problem> problems;
  private final Numbers numbers;

  FieldReader(double defaultMatchingRate, Consumer<Problem> problems) {
    this.defaultMatchingRate = defaultMatchingRate;
    this.problems = problems;
    this.numbers = new Numbers(problems);
  }

  /** Nothing, and a problem, when the entries do not say how the value is made. */
  Optional<FieldDefinition> read(FieldId id, Map<String, Entry> verbs) {
    if (id.path().names().contains("")) {
      return refuse(
          new Problem(
              verbs.values().iterator().next().key(),
              "attribute `%s` has an empty name in it".formatted(id.path())));
    }
    if (!isComplete(id, verbs)) {
      return Optional.empty();
    }
    Optional<Entry> with = first(verbs, WITH);
    Optional<Entry> matching = first(verbs, MATCHING);
    return Optional.of(
        new FieldDefinition(
            id,
            with.map(Entry::value).orElse(null),
            matching.flatMap(this::reference).orElse(null),
            numbers.rate(verbs.get("null.rate"), 0),
            numbers.rate(verbs.get("matching.rate"), defaultMatchingRate),
            Optional.ofNullable(verbs.get("type")).flatMap(this::type).orElse(null),
            with.map(Entry::key).orElse(null),
            matching.map(Entry::key).orElse(null)));
  }

  private static Optional<Entry> first(Map<String, Entry> verbs, String generator) {
    return Optional.ofNullable(verbs.getOrDefault(generator, verbs.get(SOMETIMES + generator)));
  }

  private boolean isComplete(FieldId id, Map<String, Entry> verbs) {
    Set<String> generators = new TreeSet<>(verbs.keySet());
    generators.retainAll(GENERATORS);
    if (generators.equals(BOTH) || (generators.size() == 1 && !BOTH.containsAll(generators))) {
      return true;
    }
    String have =
        generators.isEmpty() ? "has no generator" : "has " + String.join(" and ", generators);
    problems.accept(
        new Problem(
            verbs.values().iterator().next().key(),
            ("`%s` %s: give it either `with`, or `matching`, or `sometimes.with` and"
                    + " `sometimes.matching` together")
                .formatted(id, have)));
    return false;
  }

  private Optional<FieldId> reference(Entry entry) {
    String value = entry.value().strip();
    String[] words = value.split("\\.", -1);
    if (words.length < 2 || words.length > 3) {
      return refuse(
          new Problem(
              entry.key(),
              "`%s` is not of the form `<topic>.<key or value>[.<attribute>]`".formatted(value)));
    }
    if (!PARTS.contains(words[1])) {
      return refuse(Problem.unknown(entry.key(), 2, words[1], value, PARTS));
    }
    Path path = words.length == 3 ? Path.parse(words[2]) : Path.PRIMITIVE;
    return Optional.of(new FieldId(words[0], Part.values()[PARTS.indexOf(words[1])], path));
  }

  private Optional<FieldType> type(Entry entry) {
    String word = entry.value().strip();
    if (!FieldType.words().contains(word)) {
      return refuse(Problem.unknown(entry.key(), 1, word, word, FieldType.words()));
    }
    return Optional.of(FieldType.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  private <T> Optional<T> refuse(Problem problem) {
    problems.accept(problem);
    return Optional.empty();
  }
}
