package workshop.generator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The grammar, row by row: what the parser accepts and what the reference documents. */
final class Directives {
  private static final String SAME = "";

  private static final String PRIMITIVE = "genkp|genvp";
  private static final String STRUCTURED = "genk|genv";

  static final List<Directive> ALL = rows();

  private Directives() {}

  /** Every first word of the grammar. */
  static Collection<String> heads() {
    Collection<String> heads = new TreeSet<>();
    ALL.forEach(row -> heads.addAll(row.heads()));
    return heads;
  }

  private static List<Directive> rows() {
    List<Directive> rows = new ArrayList<>();
    rows.addAll(generators(PRIMITIVE, "T", "the key or value of topic T"));
    rows.addAll(generators(STRUCTURED, "T.A", "attribute A of a structured key or value of T"));
    rows.addAll(rates("attrkp|attrvp", "T"));
    rows.addAll(rates("attrk|attrv", "T.A"));
    rows.addAll(topics());
    rows.addAll(globals());
    return List.copyOf(rows);
  }

  private static List<Directive> generators(String heads, String name, String what) {
    return List.of(
        Directive.of(
            heads,
            name + ".with",
            "unset",
            "makes " + what + " with a faker expression",
            "An expression that cannot be evaluated is refused, not found out while running; each"
                + " task makes keys that no other task makes."),
        Directive.of(
            heads,
            name + ".matching",
            "unset",
            "takes " + what + " from an earlier record: `<topic>.<key or value>[.<attribute>]`",
            "Waits until that record was acknowledged, so a crash leaves no dangling reference."),
        Directive.of(
            heads,
            name + ".sometimes.with",
            "unset",
            "as `with`, when the matching rate does not choose `sometimes.matching`",
            SAME),
        Directive.of(
            heads,
            name + ".sometimes.matching",
            "unset",
            "as `matching`, at the matching rate; needs `sometimes.with` beside it",
            SAME),
        Directive.of(
            heads,
            name + ".type",
            "string",
            "type of " + what + ": " + String.join(", ", FieldType.words()),
            "Not known upstream, where every value is a string."));
  }

  private static List<Directive> rates(String heads, String name) {
    return List.of(
        Directive.of(heads, name + ".null.rate", "0", "probability (0 to 1) that it is null", SAME),
        Directive.of(
            heads,
            name + ".matching.rate",
            "`global.matching.rate`",
            "probability (0 to 1) that `sometimes` matches",
            SAME));
  }

  private static List<Directive> topics() {
    return List.of(
        Directive.of(
            "topic",
            "T.throttle.ms",
            "`global.throttle.ms`",
            "milliseconds between two records of T in one task",
            "Upstream's task dies of it."),
        Directive.of(
            "topic",
            "T.records.exactly",
            "unset",
            "how many records T gets in all, split over the tasks, which then stay idle; another"
                + " `tasks.max` or `global.seed` begins a new series, which makes so many more",
            "Upstream makes that many in every task, and again after every restart."),
        Directive.of(
            "topic",
            "T.tombstone.rate",
            "0",
            "probability (0 to 1) that a record of T has a null value",
            "Upstream counts it as a failed attempt and writes no tombstone."),
        Directive.of(
            "topic",
            "T.history.records.max",
            "`global.history.records.max`",
            "how far back `matching` reaches in T",
            SAME));
  }

  private static List<Directive> globals() {
    return List.of(
        Directive.of(
            "global",
            "throttle.ms",
            "0",
            "milliseconds between two records of one topic in one task; 0 is as fast as possible",
            SAME),
        Directive.of(
            "global",
            "history.records.max",
            "1000000",
            "how many of a topic's latest records `matching` chooses from",
            "A long history takes no more memory: earlier records are computed again."),
        Directive.of(
            "global",
            "matching.rate",
            "0.1",
            "probability (0 to 1) that `sometimes` matches",
            SAME),
        Directive.of(
            "global",
            "seed",
            "unset",
            "makes record i of a topic in a task the same in every run",
            "Not known upstream, which is never repeatable."));
  }
}
