package workshop.s3sink.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How the lines of an object are packed, told by the end of its name. */
public enum Compression {
  NONE(".json", 0),
  /** zlib's window and tables take 256 KiB outside the heap, the stream a buffer of 8 KiB. */
  GZIP(".json.gz", 264 << 10);

  private final String extension;
  private final int packingBytes;

  Compression(String extension, int packingBytes) {
    this.extension = extension;
    this.packingBytes = packingBytes;
  }

  /** The end of an object's name, with its dot. */
  public String extension() {
    return extension;
  }

  /** The compression of an object with such a name. */
  public static Compression of(String key) {
    return key.endsWith(GZIP.extension) ? GZIP : NONE;
  }

  /** The memory that packing takes beside the packed bytes, until the file is closed. */
  public int packingBytes() {
    return packingBytes;
  }

  /** Packs what is written; the result is whole once it was closed. */
  public OutputStream pack(OutputStream packed) throws IOException {
    return this == GZIP ? new GZIPOutputStream(packed, 8192) : packed;
  }

  /** Reads the lines back. */
  public InputStream unpack(InputStream packed) throws IOException {
    return this == GZIP ? new GZIPInputStream(packed, 8192) : packed;
  }
}
