package workshop.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import net.datafaker.Faker;
import net.datafaker.service.RandomService;

/**
 * Compiles Java Faker expressions for datafaker. One per task: neither is safe for many threads.
 */
final class FakerExpressions {
  private static final String OPEN = "#{";
  private static final long PROBES = 16;

  /**
   * What counts from the present moment, by datafaker's code; most of it changes by the day or the
   * year, too rarely to be noticed by trying. Most identity numbers hold a birthday.
   */
  private static final Pattern CLOCK =
      Pattern.compile(
          "#\\{((date|time|timeanddate)\\.(past|future|birthday)"
              + "|business\\.creditcardexpiry|idnumber\\.|twitter\\.)",
          Pattern.CASE_INSENSITIVE);

  private final ReseedableRandom random = new ReseedableRandom();
  private final Faker faker = new Faker(Locale.ENGLISH, new RandomService(random));
  private final FakerWords words = new FakerWords();

  /**
   * Checks every {@code #{…}} of a template by evaluating it.
   *
   * @throws ExpressionException naming the character (from 1) at which it goes wrong
   */
  Expression compile(String template) throws ExpressionException {
    List<String> parts = new ArrayList<>();
    int at = 0;
    for (int open = template.indexOf(OPEN); open >= 0; open = template.indexOf(OPEN, at)) {
      int close = closing(template, open);
      parts.add(template.substring(at, open));
      parts.add(working(template.substring(open, close + 1), open + 1));
      at = close + 1;
    }
    parts.add(template.substring(at));
    String ready = String.join("", parts);
    if (at == 0) {
      return new Compiled(() -> template, true);
    }
    return new Compiled(fastest(ready), isRepeatable(ready));
  }

  private boolean isRepeatable(String template) {
    Supplier<String> values = () -> faker.expression(template);
    // Datafaker takes a name with underscores wherever they are.
    boolean isTimed = CLOCK.matcher(template.replace("_", "")).find();
    return !isTimed && probe(values).equals(probe(values));
  }

  /** A call of the very method if that makes the same values, or else the template as it is. */
  private Supplier<String> fastest(String template) {
    Supplier<String> values = () -> faker.expression(template);
    List<String> expected = probe(values);
    return words.call(template).stream()
        .flatMap(call -> DirectCall.candidates(faker, call))
        .filter(candidate -> makes(candidate, expected))
        .findFirst()
        .orElse(values);
  }

  private boolean makes(Supplier<String> candidate, List<String> expected) {
    try {
      return probe(candidate).equals(expected);
    } catch (RuntimeException e) {
      return false;
    }
  }

  /**
   * Finds the brace that ends a directive; one inside quotes, as regular expressions have, does
   * not.
   */
  private static int closing(String template, int open) throws ExpressionException {
    boolean quoted = false;
    for (int i = open + OPEN.length(); i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (c == '}' && !quoted) {
        return i;
      }
    }
    String what = quoted ? "a quote that is not closed" : "`#{` without `}`";
    throw new ExpressionException("character " + (open + 1) + " of `" + template + "`: " + what);
  }

  /** The directive itself, or the spelling of it under which datafaker knows it. */
  private String working(String directive, int position) throws ExpressionException {
    RuntimeException failure = null;
    for (String spelling : words.spellings(directive)) {
      try {
        if (probe(() -> faker.expression(spelling)).stream()
            .noneMatch(value -> value == null || value.isEmpty())) {
          return spelling;
        }
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    throw new ExpressionException(
        "character " + position + ": " + words.explain(directive), failure);
  }

  private List<String> probe(Supplier<String> values) {
    Expression expression = new Compiled(values, false);
    return LongStream.range(0, PROBES).mapToObj(expression::evaluate).toList();
  }

  private final class Compiled implements Expression {
    private final Supplier<String> values;
    private final boolean repeatable;

    Compiled(Supplier<String> values, boolean repeatable) {
      this.values = values;
      this.repeatable = repeatable;
    }

    @Override
    public String evaluate(long seed) {
      random.reseed(seed);
      return values.get();
    }

    @Override
    public boolean isRepeatable() {
      return repeatable;
    }
  }
}
