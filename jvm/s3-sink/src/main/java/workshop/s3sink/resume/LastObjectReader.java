package workshop.s3sink.resume;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import workshop.s3sink.file.Compression;
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
    NavigableMap<Long, String> keys = new TreeMap<>();
    for (String key : store.list(path.prefix())) {
      path.startOf(key).ifPresent(start -> keys.put(start, key));
    }
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    LastObject last = readLast(path, keys.lastEntry());
    return Optional.of(
        last.facts().lastOffset() < replayedFrom
            ? last
            : new LastObject(
                last.key(),
                last.facts(),
                last.isForeign(),
                replayed(keys.floorEntry(replayedFrom))));
  }

  private LastObject readLast(ObjectPath path, Map.Entry<Long, String> entry) {
    String key = entry.getValue();
    StoredObject object = store.read(key);
    LineScan scan = open(key, object, LineScan::of);
    if (!scan.isWhole() || scan.lines() == 0) {
      throw damaged(key, "does not end with a whole line");
    }
    return ObjectFacts.of(object.metadata())
        .map(facts -> new LastObject(key, verified(key, entry.getKey(), scan, facts), false, null))
        .orElseGet(() -> new LastObject(key, derived(path, entry.getKey(), scan), true, null));
  }

  private ReplayedLines replayed(Map.Entry<Long, String> entry) {
    if (entry == null) {
      return new ReplayedLines(null, Set.of());
    }
    String key = entry.getValue();
    return open(key, store.read(key), content -> ReplayedLines.of(key, content));
  }

  private static <T> T open(String key, StoredObject object, ContentReader<T> reader) {
    try (InputStream content = object.content();
        InputStream lines = Compression.of(key).unpack(content)) {
      return reader.read(lines);
    } catch (IOException error) {
      throw new StoreException("S3 did not send all of `" + key + "`: " + error, true, error);
    }
  }

  private static ObjectFacts verified(String key, long start, LineScan scan, ObjectFacts facts) {
    if (facts.firstOffset() != start) {
      throw damaged(key, "says that it begins at offset " + facts.firstOffset());
    }
    if (facts.records() != scan.lines()) {
      throw damaged(key, "has " + scan.lines() + " lines, its metadata says " + facts.records());
    }
    if (!facts.lastLineHash().equals(scan.lastLineHash())) {
      throw damaged(key, "has another last line than its metadata says");
    }
    return facts;
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
    return new StoreException(
        "Object `" + key + "` was changed: it " + how + "; delete it to have it written again",
        false,
        null);
  }

  private interface ContentReader<T> {
    T read(InputStream lines) throws IOException;
  }
}
