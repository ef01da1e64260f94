package workshop.generator;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Decides with which random function each topic goes on. */
final class Lives {
  private Lives() {}

  static Map<String, Life> begin(Definition definition) {
    long seed = definition.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong());
    Map<String, Life> lives = new HashMap<>();
    definition.topics().keySet().forEach(topic -> lives.put(topic, new Life(seed, 0, 0, 0, 0)));
    return lives;
  }
}
