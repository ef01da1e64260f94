package workshop.s3sink.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
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
    assertEquals(Sha256.hex(bytes, 0, bytes.length), chunks.sha256());
  }

  @Test
  void reservesLittleForASmallFile() {
    chunks.write(bytes, 0, 100);
    assertEquals(1024, chunks.reservedBytes());
    chunks.write(bytes, 0, bytes.length);
    assertTrue(chunks.reservedBytes() - chunks.size() <= 65_536);
  }
}
