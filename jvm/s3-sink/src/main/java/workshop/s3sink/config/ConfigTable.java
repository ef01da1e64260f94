package workshop.s3sink.config;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Prints every setting as a row of a Markdown table, for the documentation: {@code java -cp … \
 * workshop.s3sink.config.ConfigTable}.
 */
public final class ConfigTable {
  private ConfigTable() {}

  /** Prints the table to standard output. */
  public static void main(String[] args) {
    new PrintStream(System.out, true, StandardCharsets.UTF_8).print(markdown());
  }

  static String markdown() {
    StringBuilder table =
        new StringBuilder(
            """
            | key | default | values | meaning | difference from Confluent's |
            |---|---|---|---|---|
            """);
    for (SinkKey key : SinkKeys.all()) {
      table.append(
          String.format(
              "| `%s` | %s | %s | %s | %s |%n",
              key.name(), fallback(key), values(key), cell(key.meaning()), cell(key.difference())));
    }
    return table.toString();
  }

  private static String fallback(SinkKey key) {
    if (key.fallback() == ConfigDef.NO_DEFAULT_VALUE) {
      return "required";
    }
    String text = ConfigDef.convertToString(key.fallback(), key.type());
    return text == null || text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String values(SinkKey key) {
    return key.validator() == null
        ? key.type().name().toLowerCase(Locale.ROOT)
        : cell(key.validator().toString());
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
