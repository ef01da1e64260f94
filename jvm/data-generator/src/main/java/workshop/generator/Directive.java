package workshop.generator;

import java.util.List;

/**
 * One row of the grammar.
 *
 * @param heads first words that share the row
 * @param form the words after the head; {@code T} stands for a topic, {@code A} for an attribute
 * @param fallback what holds when the key is absent
 * @param meaning what the key does
 * @param difference where the MSK Data Generator 0.4 behaves otherwise
 */
record Directive(
    List<String> heads, List<String> form, String fallback, String meaning, String difference) {
  static final String TOPIC = "T";
  static final String ATTRIBUTE = "A";

  static Directive of(
      String heads, String form, String fallback, String meaning, String difference) {
    return new Directive(
        List.of(heads.split("\\|")), List.of(form.split("\\.")), fallback, meaning, difference);
  }

  boolean fits(int position, String word) {
    if (position >= form.size()) {
      return false;
    }
    String expected = form.get(position);
    return isName(expected) ? !word.isEmpty() : expected.equals(word);
  }

  static boolean isName(String word) {
    return word.equals(TOPIC) || word.equals(ATTRIBUTE);
  }

  /** The words after topic and attribute: {@code sometimes.with}, {@code throttle.ms}. */
  String verb() {
    return String.join(".", form.stream().filter(word -> !isName(word)).toList());
  }

  /** As the reference writes it: {@code genk.T.A.with}, once for every head. */
  List<String> spellings() {
    return heads.stream().map(head -> head + "." + String.join(".", form)).toList();
  }
}
