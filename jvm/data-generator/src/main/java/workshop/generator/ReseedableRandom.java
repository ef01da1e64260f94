package workshop.generator;

import java.util.random.RandomGenerator;

/**
 * SplitMix64, started anew for every value, so that a value depends on nothing but its own seed.
 */
final class ReseedableRandom implements RandomGenerator {
  private long state;

  void reseed(long seed) {
    state = seed;
  }

  @Override
  public long nextLong() {
    state += Seeds.GOLDEN_GAMMA;
    return Seeds.mix(state);
  }
}
