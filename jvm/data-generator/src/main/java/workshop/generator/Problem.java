package workshop.generator;

import java.util.Collection;

/**
 * One mistake in the configuration: the key it is under, and what is wrong at which place of it.
 */
record Problem(String key, String message) {

  /** A word, counted from 1, of a key or value that is none of the valid ones. */
  static Problem unknown(
      String key, int position, String word, String whole, Collection<String> valid) {
    return new Problem(
        key,
        "word %d `%s` of `%s` is not known%s (valid: %s)"
            .formatted(
                position, word, whole, NearestWord.hint(word, valid), String.join(", ", valid)));
  }

  /** A topic, as word {@code position} of a key or value, that gets no records. */
  static Problem noTopic(
      String key, int position, String topic, String whole, Collection<String> topics) {
    return new Problem(
        key,
        "word %d `%s` of `%s` is not a topic that anything is generated for%s"
            .formatted(position, topic, whole, NearestWord.hint(topic, topics)));
  }
}
