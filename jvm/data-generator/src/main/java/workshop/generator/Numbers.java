package workshop.generator;

import java.util.function.Consumer;

/**
 * Reads the numbers of entries; a bad one is a problem under its key and counts as the fallback.
 */
record Numbers(Consumer<Problem> problems) {
  long atLeast(long least, Entry entry, long fallback) {
    if (entry == null) {
      return fallback;
    }
    try {
      long number = Long.parseLong(entry.value().strip());
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, with the numbers that are too small.
    }
    String wanted = least == Long.MIN_VALUE ? "a whole number" : "a whole number from " + least;
    problems.accept(new Problem(entry.key(), "`%s` is not %s".formatted(entry.value(), wanted)));
    return fallback;
  }

  double rate(Entry entry, double fallback) {
    if (entry == null) {
      return fallback;
    }
    try {
      double rate = Double.parseDouble(entry.value().strip());
      if (rate >= 0 && rate <= 1) {
        return rate;
      }
    } catch (NumberFormatException e) {
      // Reported below, with the rates out of range.
    }
    String message = "`%s` is not a number between 0 and 1".formatted(entry.value());
    problems.accept(new Problem(entry.key(), message));
    return fallback;
  }
}
