package workshop.generator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Takes a configuration key apart by the rows of {@link Directives}, and says where one goes wrong.
 */
final class Grammar {
  private Grammar() {}

  /** The key's words by meaning; nothing, and a problem, when the grammar does not know it. */
  static Optional<Entry> parse(String key, String value, Consumer<Problem> problems) {
    String[] words = key.split("\\.", -1);
    List<Directive> rows =
        Directives.ALL.stream().filter(row -> row.heads().contains(words[0])).toList();
    if (rows.isEmpty()) {
      problems.accept(unknownHead(key, words[0]));
      return Optional.empty();
    }
    for (int i = 1; i < words.length; i++) {
      int position = i - 1;
      String word = words[i];
      List<Directive> fitting = rows.stream().filter(row -> row.fits(position, word)).toList();
      if (fitting.isEmpty()) {
        problems.accept(unknown(key, i + 1, word, expected(rows, position)));
        return Optional.empty();
      }
      rows = fitting;
    }
    Optional<Directive> whole =
        rows.stream().filter(row -> row.form().size() == words.length - 1).findFirst();
    if (whole.isEmpty()) {
      problems.accept(new Problem(key, "`" + key + "` ends early: " + spelled(rows, words[0])));
    }
    return whole.map(row -> entry(row, words, key, value));
  }

  private static Entry entry(Directive row, String[] words, String key, String value) {
    int topic = row.form().indexOf(Directive.TOPIC) + 1;
    int attribute = row.form().indexOf(Directive.ATTRIBUTE) + 1;
    return new Entry(
        key,
        words[0],
        topic == 0 ? null : words[topic],
        attribute == 0 ? Path.PRIMITIVE : Path.parse(words[attribute]),
        row.verb(),
        value);
  }

  private static Problem unknownHead(String key, String head) {
    // Rather a misspelt key of Connect's own when that is nearer as a whole.
    boolean ours = Directives.heads().stream().anyMatch(h -> NearestWord.distance(h, head) <= 2);
    return ours
        ? unknown(key, 1, head, Directives.heads())
        : new Problem(
            key,
            "`%s` is no key of the generator, nor of Connect%s"
                .formatted(key, NearestWord.hint(key, FrameworkKeys.NAMES)));
  }

  private static Problem unknown(String key, int position, String word, Collection<String> valid) {
    if (valid.isEmpty()) {
      return new Problem(
          key,
          "word %d `%s` of `%s` is one too many; a topic's name cannot hold a dot here"
              .formatted(position, word, key));
    }
    return Problem.unknown(key, position, word, key, valid);
  }

  private static Collection<String> expected(List<Directive> rows, int position) {
    Collection<String> words = new TreeSet<>();
    for (Directive row : rows) {
      if (position < row.form().size()) {
        String word = row.form().get(position);
        words.add(Directive.isName(word) ? "a name" : word);
      }
    }
    return words;
  }

  private static String spelled(List<Directive> rows, String head) {
    List<String> spellings = new ArrayList<>();
    for (Directive row : rows) {
      spellings.add("`" + head + "." + String.join(".", row.form()) + "`");
    }
    return "write " + String.join(" or ", spellings);
  }
}
