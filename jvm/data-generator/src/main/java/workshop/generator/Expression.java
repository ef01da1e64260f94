package workshop.generator;

/** A faker expression that is known to work. */
interface Expression {
  /** The text that belongs to the seed. */
  String evaluate(long seed);

  /** Whether the same seed gives the same text at any time; false of what counts back from now. */
  boolean isRepeatable();
}
