package workshop.s3sink.write;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import workshop.s3sink.file.ObjectFacts;
import workshop.s3sink.file.SealedFile;
import workshop.s3sink.store.ObjectStore;
import workshop.s3sink.store.StoreException;

/**
 * Sends the files of one path to S3, strictly one after the other: an object in S3 means that all
 * before it are there, which is what resuming relies on.
 */
final class UploadQueue {
  private final ObjectStore store;
  private final Executor executor;
  private final SinkClock clock;
  private final Deque<SealedFile> files = new ArrayDeque<>();
  private Retried<Boolean> upload;
  private long writtenEnd = -1;

  UploadQueue(ObjectStore store, Executor executor, SinkClock clock) {
    this.store = store;
    this.executor = executor;
    this.clock = clock;
  }

  void add(SealedFile file) {
    files.add(file);
  }

  /**
   * Takes what S3 answered and starts the next upload. Throws {@link KeyTakenException} when
   * somebody else has written an object of that name.
   */
  void advance() {
    while (!files.isEmpty()) {
      if (upload == null) {
        SealedFile file = files.element();
        upload = new Retried<>(() -> write(file), executor, clock);
      }
      if (!upload.isDone()) {
        return;
      }
      boolean isWritten = upload.answer();
      upload = null;
      if (!isWritten) {
        throw new KeyTakenException(files.element().key());
      }
      SealedFile file = files.remove();
      writtenEnd = file.facts().lastOffset() + 1;
    }
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  /** The first offset that is not in S3 yet; empty when all is. */
  OptionalLong firstOffset() {
    return files.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(files.element().facts().firstOffset());
  }

  /** The offset after the last record that was written here; -1 when none was. */
  long writtenEnd() {
    return writtenEnd;
  }

  long reservedBytes() {
    return files.stream().mapToLong(file -> file.body().reservedBytes()).sum();
  }

  /** Lets a running upload end, so that whoever reads the path next sees it. */
  void await(long timeoutMs) {
    if (upload != null) {
      upload.await(timeoutMs);
    }
  }

  /** Whether the object is in S3 as we meant it; false when its name is taken by another. */
  private boolean write(SealedFile file) {
    Map<String, String> metadata = new HashMap<>(file.facts().toMetadata());
    metadata.put(ObjectFacts.CONTENT_HASH, file.body().crc32c());
    if (store.putIfAbsent(file.key(), file.body(), metadata)) {
      return true;
    }
    // The answer to an earlier try may have been lost on its way: then the object is ours.
    return store
        .metadata(file.key())
        .map(found -> found.entrySet().containsAll(metadata.entrySet()))
        .orElseThrow(
            () -> new StoreException("`" + file.key() + "` was there and is gone", true, null));
  }
}
