package workshop.generator;

/** Derives the seed of each single value from what the value is a function of. */
final class Seeds {
  static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /**
   * The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit reaches every output
   * bit.
   */
  static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  static long of(long seed, long number) {
    return mix(seed + GOLDEN_GAMMA * (number + 1));
  }

  static long of(long seed, String text) {
    long hash = of(seed, text.length());
    for (int i = 0; i < text.length(); i++) {
      hash = of(hash, text.charAt(i));
    }
    return hash;
  }

  /** A number in [0, 1) from a seed. */
  static double unit(long seed) {
    return (seed >>> 11) * 0x1.0p-53;
  }
}
