package workshop.s3sink.file;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Bytes in memory that grow with what they hold: small chunks first, then 64 KiB each, never
 * copied. Nothing is reserved for a file that stays small.
 */
public final class ByteChunks extends OutputStream {
  private static final int FIRST_BYTES = 1 << 10;
  private static final int LARGEST_BYTES = 1 << 16;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] chunk = new byte[FIRST_BYTES];
  private int used;
  private long fullBytes;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    int done = 0;
    while (done < count) {
      if (used == chunk.length) {
        grow();
      }
      int part = Math.min(count - done, chunk.length - used);
      System.arraycopy(bytes, from + done, chunk, used, part);
      used += part;
      done += part;
    }
  }

  /** How many bytes were written. */
  public long size() {
    return fullBytes + used;
  }

  /** How much memory they take. */
  public long reservedBytes() {
    return fullBytes + chunk.length;
  }

  /** Reads what was written so far, from its beginning; can be called again for another pass. */
  public InputStream read() {
    return read(0, size());
  }

  /** Reads a part of what was written. */
  public InputStream read(long from, long count) {
    List<InputStream> parts = new ArrayList<>();
    long start = 0;
    for (int i = 0; i <= full.size(); i++) {
      byte[] bytes = i < full.size() ? full.get(i) : chunk;
      long end = start + (i < full.size() ? bytes.length : used);
      int first = (int) (Math.max(from, start) - start);
      int last = (int) (Math.min(from + count, end) - start);
      if (first < last) {
        parts.add(new ByteArrayInputStream(bytes, first, last - first));
      }
      start = end;
    }
    return new SequenceInputStream(Collections.enumeration(parts));
  }

  /** The CRC-32C of what was written so far. */
  public String crc32c() {
    CRC32C checksum = new CRC32C();
    full.forEach(checksum::update);
    checksum.update(chunk, 0, used);
    return Crc32c.text(checksum);
  }

  private void grow() {
    full.add(chunk);
    fullBytes += chunk.length;
    chunk = new byte[Math.min(chunk.length * 2, LARGEST_BYTES)];
    used = 0;
  }
}
