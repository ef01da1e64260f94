package workshop.generator;

/** Prints the reference of all configuration keys as a Markdown table, for the documentation. */
public final class DirectiveTable {
  private DirectiveTable() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    System.out.print(markdown());
  }

  /** T stands for a topic, A for an attribute, which {@code a->b} nests. */
  static String markdown() {
    StringBuilder table = new StringBuilder();
    row(table, "key", "default", "meaning", "difference from the MSK Data Generator 0.4");
    row(table, "---", "---", "---", "---");
    for (Directive row : Directives.ALL) {
      row(
          table,
          "`" + String.join("`, `", row.spellings()) + "`",
          row.fallback(),
          row.meaning(),
          row.difference());
    }
    return table.toString();
  }

  private static void row(StringBuilder table, String... cells) {
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
