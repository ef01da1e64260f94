package workshop.generator;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the word that was probably meant. */
final class NearestWord {
  private NearestWord() {}

  /**
   * A clause for an error message: {@code ", nearest is `x`"}, or nothing when there are no words.
   */
  static String hint(String word, Collection<String> valid) {
    return valid.stream()
        .min(
            Comparator.comparingInt((String v) -> distance(word, v))
                .thenComparingInt(v -> Math.abs(v.length() - word.length()))
                .thenComparing(v -> v))
        .map(nearest -> ", nearest is `" + nearest + "`")
        .orElse("");
  }

  /**
   * How many letters were added, left out, replaced or swapped with their neighbour, without regard
   * to case and underscores, which datafaker ignores as well.
   */
  static int distance(String a, String b) {
    String x = plain(a);
    String y = plain(b);
    int[][] d = new int[x.length() + 1][y.length() + 1];
    for (int i = 0; i <= x.length(); i++) {
      for (int j = 0; j <= y.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = x.charAt(i - 1) == y.charAt(j - 1);
        d[i][j] =
            Math.min(d[i - 1][j - 1] + (same ? 0 : 1), Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && x.charAt(i - 1) == y.charAt(j - 2)
                && x.charAt(i - 2) == y.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[x.length()][y.length()];
  }

  private static String plain(String word) {
    return word.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
