package workshop.s3sink.resume;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import workshop.s3sink.file.Sha256;

/**
 * What the lines of an object are.
 *
 * @param lastLineHash SHA-256 of the last line with its line end; of nothing when there is none
 * @param isWhole whether the last line has its line end
 */
record LineScan(long lines, String lastLineHash, boolean isWhole) {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Reads a stream to its end. */
  static LineScan of(InputStream content) throws IOException {
    return of(content, null);
  }

  /** Reads a stream to its end and gives each line's hash on, if anybody wants it. */
  static LineScan of(InputStream content, Consumer<String> hashes) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    boolean isEnded = true;
    long lines = 0;
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      int from = 0;
      for (int i = 0; i < count; i++) {
        if (isEnded) {
          line.reset();
          from = i;
        }
        isEnded = buffer[i] == '\n';
        if (isEnded) {
          line.write(buffer, from, i + 1 - from);
          lines++;
          if (hashes != null) {
            hashes.accept(Sha256.hex(line.toByteArray(), 0, line.size()));
          }
          from = i + 1;
        }
      }
      line.write(buffer, from, count - from);
    }
    return new LineScan(lines, Sha256.hex(line.toByteArray(), 0, line.size()), isEnded);
  }
}
