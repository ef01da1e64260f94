package workshop.s3sink.file;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.Checksum;

/**
 * CRC-32C as S3 writes it. Kafka guards its batches with it too: it costs a JVM next to nothing.
 */
public final class Crc32c {
  private Crc32c() {}

  /** The base64 text of a checksum. */
  public static String text(Checksum checksum) {
    byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt((int) checksum.getValue()).array();
    return Base64.getEncoder().encodeToString(bytes);
  }
}
