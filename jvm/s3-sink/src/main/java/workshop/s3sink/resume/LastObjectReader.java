package workshop.s3sink.resume;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;
import workshop.s3sink.file.Compression;
import workshop.s3sink.file.Crc32c;
import workshop.s3sink.file.ObjectFacts;
import workshop.s3sink.file.ObjectPath;
import workshop.s3sink.store.ObjectStore;
import workshop.s3sink.store.ObjectStore.StoredObject;
import workshop.s3sink.store.StoreException;

/** Finds where S3 ends under a path. What metadata says is checked against name and content. */
public final class LastObjectReader {
  private final ObjectStore store;

  public LastObjectReader(ObjectStore store) {
    this.store = store;
  }

  /**
   * The last object under a path; empty when there is none. Throws {@link StoreException}.
   *
   * @param replayedFrom the offset of the first record that will come; {@link Long#MAX_VALUE} when
   *     reading will be set to the last record in S3
   */
  public Optional<LastObject> read(ObjectPath path, long replayedFrom) {
    KeySearch search = new KeySearch(store, path);
    return search
        .floor(Long.MAX_VALUE)
        .map(entry -> readLast(path, entry))
        .map(
            last ->
                last.facts().lastOffset() < replayedFrom
                    ? last
                    : last.with(replayed(replayedFrom, last, search.floor(replayedFrom))));
  }

  private LastObject readLast(ObjectPath path, Map.Entry<Long, String> entry) {
    String key = entry.getValue();
    StoredObject object = store.read(key);
    CheckedInputStream bytes = new CheckedInputStream(object.content(), new CRC32C());
    LineScan scan = open(key, bytes, LineScan::of);
    if (!scan.isWhole() || scan.lines() == 0) {
      throw damaged(key, "does not end with a whole line");
    }
    Optional<ObjectFacts> own = ObjectFacts.of(object.metadata());
    if (own.isEmpty()) {
      return new LastObject(key, derived(path, entry.getKey(), scan), true, null);
    }
    verify(key, entry.getKey(), scan, own.get());
    String found = Crc32c.text(bytes.getChecksum());
    if (!found.equals(object.metadata().get(ObjectFacts.CONTENT_HASH))) {
      throw damaged(key, "holds other bytes than its metadata says");
    }
    return new LastObject(key, own.get(), false, null);
  }

  private ReplayedLines replayed(
      long from, LastObject last, Optional<Map.Entry<Long, String>> entry) {
    String shape = last.facts().shape();
    return entry
        .map(Map.Entry::getValue)
        .map(key -> replayed(from, shape, key))
        .orElse(ReplayedLines.none(from, shape));
  }

  private ReplayedLines replayed(long from, String shape, String key) {
    StoredObject object = store.read(key);
    Optional<ObjectFacts> facts = ObjectFacts.of(object.metadata());
    // One that does not tell its end stands for the first record alone.
    long last = Math.max(from, facts.map(ObjectFacts::lastOffset).orElse(from));
    String formed = facts.map(ObjectFacts::shape).orElse(shape);
    return open(key, object.content(), content -> ReplayedLines.of(key, last, formed, content));
  }

  private static <T> T open(String key, InputStream packed, ContentReader<T> reader) {
    try (InputStream content = packed;
        InputStream lines = Compression.of(key).unpack(content)) {
      T read = reader.read(lines);
      // A packed stream may end before its source does.
      content.transferTo(OutputStream.nullOutputStream());
      return read;
    } catch (ZipException | EOFException error) {
      // All of its bytes came, or the stream would have failed otherwise: no further try helps.
      throw damaged(key, "cannot be unpacked (" + error.getMessage() + ")", error);
    } catch (IOException error) {
      throw new StoreException("S3 did not send all of `" + key + "`: " + error, true, error);
    }
  }

  private static void verify(String key, long start, LineScan scan, ObjectFacts facts) {
    if (facts.firstOffset() != start) {
      throw damaged(key, "says that it begins at offset " + facts.firstOffset());
    }
    if (facts.records() != scan.lines()) {
      throw damaged(key, "has " + scan.lines() + " lines, its metadata says " + facts.records());
    }
    if (!facts.lastLineHash().equals(scan.lastLineHash())) {
      throw damaged(key, "has another last line than its metadata says");
    }
  }

  private static ObjectFacts derived(ObjectPath path, long start, LineScan scan) {
    long last = start + scan.lines() - 1;
    return new ObjectFacts(
        "",
        path.topic(),
        path.partition(),
        start,
        last,
        scan.lines(),
        null,
        scan.lastLineHash(),
        "");
  }

  private static StoreException damaged(String key, String how) {
    return damaged(key, how, null);
  }

  private static StoreException damaged(String key, String how, IOException cause) {
    return new StoreException(
        "Object `" + key + "` was changed: it " + how + "; delete it to have it written again",
        false,
        cause);
  }

  private interface ContentReader<T> {
    T read(InputStream lines) throws IOException;
  }
}
