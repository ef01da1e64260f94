package workshop.s3sink.resume;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.LongStream;

/**
 * The lines of the object in which the first records that are read again must be. Kept as the first
 * eight bytes of their hashes, sorted: two lines of one object share them once in 10^15 times.
 *
 * @param key the object; null when no object covers the first record's offset
 * @param lastOffset of the last record that must be among them
 * @param shape fingerprint of the settings that formed them
 */
public record ReplayedLines(String key, long lastOffset, String shape, long[] lines) {
  /** What stands for a first record that no object covers. */
  static ReplayedLines none(long offset, String shape) {
    return new ReplayedLines(null, offset, shape, new long[0]);
  }

  /** Reads the lines of an object. */
  static ReplayedLines of(String key, long lastOffset, String shape, InputStream content)
      throws IOException {
    LongStream.Builder lines = LongStream.builder();
    LineScan.of(content, hash -> lines.add(shortened(hash)));
    return new ReplayedLines(key, lastOffset, shape, lines.build().sorted().toArray());
  }

  /** Whether a line with such a SHA-256 is among them. */
  boolean contains(String hash) {
    return Arrays.binarySearch(lines, shortened(hash)) >= 0;
  }

  private static long shortened(String hash) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hash)).getLong();
  }
}
