package workshop.generator;

import java.util.Locale;

/** The two halves of a Kafka record that a directive can fill. */
enum Part {
  KEY,
  VALUE;

  /** The word of the grammar: {@code key} or {@code value}. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
