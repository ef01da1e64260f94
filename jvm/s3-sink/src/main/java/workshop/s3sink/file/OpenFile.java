package workshop.s3sink.file;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.kafka.connect.sink.SinkRecord;
import workshop.s3sink.json.JsonLine;

/** The lines of one object to be, in memory. */
public final class OpenFile {
  private final ByteChunks body = new ByteChunks();
  private final OutputStream packed;
  private final Compression compression;
  private final long firstOffset;
  private long lastOffset;
  private long records;
  private Long lastTimestamp;
  private byte[] lastLine = new byte[256];
  private int lastLineLength;

  public OpenFile(long firstOffset, Compression compression) {
    this.firstOffset = firstOffset;
    this.compression = compression;
    try {
      this.packed = compression.pack(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Memory took no bytes", impossible);
    }
  }

  /** Adds a record whose line has just been encoded. */
  public void append(SinkRecord record, JsonLine line) {
    try {
      line.writeTo(packed);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Memory took no bytes", impossible);
    }
    if (lastLine.length < line.length()) {
      lastLine = new byte[line.length() + line.length() / 2];
    }
    System.arraycopy(line.array(), 0, lastLine, 0, line.length());
    lastLineLength = line.length();
    lastOffset = record.originalKafkaOffset();
    lastTimestamp = record.timestamp();
    records++;
  }

  public long firstOffset() {
    return firstOffset;
  }

  public long records() {
    return records;
  }

  /** How much memory the file takes. */
  public long reservedBytes() {
    return body.reservedBytes() + lastLine.length + compression.packingBytes();
  }

  /** Closes the file: what it is called and what is known about it. */
  public SealedFile seal(ObjectPath path, String connector, String shape) {
    try {
      packed.close();
    } catch (IOException impossible) {
      throw new UncheckedIOException("Memory took no bytes", impossible);
    }
    ObjectFacts facts =
        new ObjectFacts(
            connector,
            path.topic(),
            path.partition(),
            firstOffset,
            lastOffset,
            records,
            lastTimestamp,
            Sha256.hex(lastLine, 0, lastLineLength),
            shape);
    return new SealedFile(path.key(firstOffset, compression), facts, body);
  }
}
