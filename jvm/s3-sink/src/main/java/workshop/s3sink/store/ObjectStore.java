package workshop.s3sink.store;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import workshop.s3sink.file.ByteChunks;

/**
 * The few things the sink asks of S3. Every method may throw a {@link StoreException}, which says
 * in one sentence what is wrong and whether another try can help.
 */
public interface ObjectStore extends AutoCloseable {
  /** Throws when the bucket is not there or may not be used. */
  void verifyBucket();

  /** The next keys with a prefix that come after a key in S3's order; a thousand at most. */
  Page list(String prefix, String after);

  /** Hands on all keys with a prefix that come after a key, one page after the other. */
  default void forEachPage(String prefix, String after, Consumer<List<String>> keys) {
    Page page = list(prefix, after);
    keys.accept(page.keys());
    while (!page.isLast()) {
      page = list(prefix, page.keys().get(page.keys().size() - 1));
      keys.accept(page.keys());
    }
  }

  /** An object's user metadata; empty when there is no such object. */
  Optional<Map<String, String>> metadata(String key);

  /**
   * An object with its content, which the caller closes. Reading throws when it does not come to
   * its end.
   */
  StoredObject read(String key);

  /** Writes a whole object unless its key is taken; false when it is. */
  boolean putIfAbsent(String key, ByteChunks body, Map<String, String> metadata);

  @Override
  void close();

  /**
   * Some of the keys of a listing, in S3's order.
   *
   * @param isLast whether no more come behind them
   */
  record Page(List<String> keys, boolean isLast) {}

  /** An object as it lies in S3. */
  record StoredObject(Map<String, String> metadata, InputStream content) {}
}
