package workshop.s3sink.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ByteChunksTest {
  private final byte[] bytes = new byte[300_000];
  private final ByteChunks chunks = new ByteChunks();

  @Test
  void givesBackWhatWasWrittenWholeAndInParts() throws IOException {
    new Random(1).nextBytes(bytes);
    chunks.write(bytes[0]);
    for (int from = 1; from < bytes.length; from += 777) {
      chunks.write(bytes, from, Math.min(777, bytes.length - from));
    }
    assertEquals(bytes.length, chunks.size());
    assertArrayEquals(bytes, chunks.read().readAllBytes());
    for (int from = 0; from < bytes.length; from += 100_000) {
      byte[] part = chunks.read(from, 100_000).readAllBytes();
      assertArrayEquals(Arrays.copyOfRange(bytes, from, from + 100_000), part);
    }
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    assertEquals(Crc32c.text(checksum), chunks.crc32c());
  }

  @Test
  void writesItsChecksumAsS3Does() {
    // The check value of CRC-32C, 0xe3069283.
    chunks.write("123456789".getBytes(US_ASCII), 0, 9);
    assertEquals("4waSgw==", chunks.crc32c());
  }

  @Test
  void reservesLittleForASmallFile() {
    chunks.write(bytes, 0, 100);
    assertEquals(1024, chunks.reservedBytes());
    chunks.write(bytes, 0, bytes.length);
    assertTrue(chunks.reservedBytes() - chunks.size() <= 65_536);
  }
}
