package workshop.s3sink.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The content of an object, to its last byte: Java's URL connection ends a body early, and says
 * nothing, when the connection breaks. Such an object must not be taken for a damaged one.
 */
final class WholeStream extends FilterInputStream {
  private final long length;
  private long received;

  WholeStream(InputStream content, long length) {
    super(content);
    this.length = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    int read = super.read(bytes, from, count);
    if (read < 0 && received < length) {
      throw new IOException(received + " of " + length + " bytes came");
    }
    received += Math.max(read, 0);
    return read;
  }
}
