package workshop.s3sink.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How the lines of an object are packed, told by the end of its name. */
public enum Compression {
  NONE(".json"),
  GZIP(".json.gz");

  private final String extension;

  Compression(String extension) {
    this.extension = extension;
  }

  /** The end of an object's name, with its dot. */
  public String extension() {
    return extension;
  }

  /** The compression of an object with such a name. */
  public static Compression of(String key) {
    return key.endsWith(GZIP.extension) ? GZIP : NONE;
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
