package workshop.s3sink.partition;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * Formats a time by a pattern in Joda's letters, which is what {@code path.format} holds for
 * upstream: there {@code YYYY} is the year, which in Java's own letters is the week's year.
 */
public final class PathFormat {
  private static final Map<Character, Character> JAVA_LETTERS = Map.of('Y', 'y', 'y', 'u');
  private static final String SAME_LETTERS = "MdDHhkKmsSaE";

  private final DateTimeFormatter formatter;

  /** Throws {@link IllegalArgumentException} naming what is wrong with the pattern. */
  public PathFormat(String pattern, Locale locale, ZoneId zone) {
    this.formatter = DateTimeFormatter.ofPattern(translate(pattern), locale).withZone(zone);
  }

  /** A time in ms since 1970. */
  public String format(long timestampMs) {
    return formatter.format(Instant.ofEpochMilli(timestampMs));
  }

  private static String translate(String pattern) {
    StringBuilder java = new StringBuilder();
    boolean isQuoted = false;
    for (char c : pattern.toCharArray()) {
      isQuoted ^= c == '\'';
      boolean isLetter = !isQuoted && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z');
      java.append(isLetter ? letter(c) : plain(c, isQuoted));
    }
    return java.toString();
  }

  private static char letter(char c) {
    if (JAVA_LETTERS.containsKey(c)) {
      return JAVA_LETTERS.get(c);
    }
    if (SAME_LETTERS.indexOf(c) < 0) {
      throw new IllegalArgumentException(
          "letter `"
              + c
              + "` is not understood outside quotes (Y y "
              + String.join(" ", SAME_LETTERS.split(""))
              + " are)");
    }
    return c;
  }

  private static char plain(char c, boolean isQuoted) {
    if (!isQuoted && "{}[]#".indexOf(c) >= 0) {
      throw new IllegalArgumentException("character `" + c + "` has to stand in quotes");
    }
    return c;
  }
}
