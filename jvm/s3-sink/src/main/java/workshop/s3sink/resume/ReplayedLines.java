package workshop.s3sink.resume;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * The lines of the object in which a record that is read again must be. Kept as the first eight
 * bytes of their hashes: two lines of one object share them once in 10^15 times.
 *
 * @param key the object; null when no object covers the record's offset
 */
public record ReplayedLines(String key, Set<Long> lines) {
  /** Whether a line with such a SHA-256 is among them. */
  boolean contains(String hash) {
    return lines.contains(shortened(hash));
  }

  static ReplayedLines of(String key, InputStream content) throws IOException {
    Set<Long> lines = new HashSet<>();
    LineScan.of(content, hash -> lines.add(shortened(hash)));
    return new ReplayedLines(key, lines);
  }

  private static long shortened(String hash) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hash)).getLong();
  }
}
