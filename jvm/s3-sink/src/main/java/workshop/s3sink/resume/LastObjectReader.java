package workshop.s3sink.resume;

import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.Optional;
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

  /** The last object; empty when there is none. Throws {@link StoreException}. */
  public Optional<LastObject> read(ObjectPath path) {
    return store.list(path.prefix()).stream()
        .filter(key -> path.startOf(key).isPresent())
        .max(Comparator.comparingLong(key -> path.startOf(key).orElseThrow()))
        .map(key -> read(path, key));
  }

  private LastObject read(ObjectPath path, String key) {
    StoredObject object = store.read(key);
    LineScan scan = scan(key, object);
    long start = path.startOf(key).orElseThrow();
    if (!scan.isWhole() || scan.lines() == 0) {
      throw damaged(key, "does not end with a whole line");
    }
    return ObjectFacts.of(object.metadata())
        .map(facts -> new LastObject(key, verified(key, start, scan, facts), false))
        .orElseGet(() -> new LastObject(key, derived(path, start, scan), true));
  }

  private static LineScan scan(String key, StoredObject object) {
    try (InputStream content = object.content();
        InputStream lines = Compression.of(key).unpack(content)) {
      return LineScan.of(lines);
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
}
