package workshop.generator;

/** A faker expression that is known to work. */
interface Expression {
  /** The text that belongs to the seed: always the same one. */
  String evaluate(long seed);
}
