package workshop.s3sink.config;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import workshop.s3sink.file.Sha256;

/**
 * Which settings decide what a record's line looks like. Two lines of the same record can be
 * compared only if they were made under the same ones: a transform added since is no new topic.
 */
final class LineShape {
  private static final int LENGTH = 16;

  private LineShape() {}

  static String of(Map<String, String> properties) {
    Map<String, String> shaping = new TreeMap<>(properties);
    shaping.keySet().removeIf(key -> !isShaping(key));
    byte[] text = shaping.toString().getBytes(StandardCharsets.UTF_8);
    return Sha256.hex(text, 0, text.length).substring(0, LENGTH);
  }

  private static boolean isShaping(String key) {
    return key.startsWith("value.converter")
        || key.startsWith("transforms")
        || key.startsWith("predicates")
        || key.equals(SinkKeys.FORMAT_CLASS);
  }
}
