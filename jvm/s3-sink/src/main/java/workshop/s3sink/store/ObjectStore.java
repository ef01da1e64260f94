package workshop.s3sink.store;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import workshop.s3sink.file.ByteChunks;

/**
 * The few things the sink asks of S3. Every method may throw a {@link StoreException}, which says
 * in one sentence what is wrong and whether another try can help.
 */
public interface ObjectStore extends AutoCloseable {
  /** Throws when the bucket is not there or may not be used. */
  void verifyBucket();

  /** The keys with a prefix, in S3's order. */
  List<String> list(String prefix);

  /** An object's user metadata; empty when there is no such object. */
  Optional<Map<String, String>> metadata(String key);

  /** An object with its content, which the caller closes. */
  StoredObject read(String key);

  /** Writes a whole object unless its key is taken; false when it is. */
  boolean putIfAbsent(String key, ByteChunks body, Map<String, String> metadata);

  @Override
  void close();

  /** An object as it lies in S3. */
  record StoredObject(Map<String, String> metadata, InputStream content) {}
}
