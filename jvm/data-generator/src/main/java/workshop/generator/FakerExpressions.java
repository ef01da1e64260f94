package workshop.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.datafaker.Faker;
import net.datafaker.service.RandomService;

/**
 * Compiles Java Faker expressions for datafaker. One per task: neither is safe for many threads.
 */
final class FakerExpressions {
  private static final String OPEN = "#{";
  private static final long PROBE_SEED = 42;

  private final ReseedableRandom random = new ReseedableRandom();
  private final Faker faker = new Faker(Locale.ENGLISH, new RandomService(random));
  private final FakerWords words = new FakerWords();

  /**
   * Checks every {@code #{…}} of a template by evaluating it once.
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
    if (at == 0) {
      return seed -> template;
    }
    String ready = String.join("", parts);
    return seed -> {
      random.reseed(seed);
      return faker.expression(ready);
    };
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
        random.reseed(PROBE_SEED);
        String value = faker.expression(spelling);
        if (value != null && !value.isEmpty()) {
          return spelling;
        }
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    throw new ExpressionException(
        "character " + position + ": " + words.explain(directive), failure);
  }
}
