package workshop.s3sink.store;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import workshop.s3sink.file.ByteChunks;

/** A bucket, reached with the AWS SDK. */
public final class S3ObjectStore implements ObjectStore {
  /** What S3 gives an object for which nobody names a type, and so what upstream's objects have. */
  private static final String CONTENT_TYPE = "binary/octet-stream";

  private final S3Client s3;
  private final String bucket;
  private final long partBytes;
  private final S3Errors errors;

  S3ObjectStore(S3Client s3, String bucket, long partBytes) {
    this.s3 = s3;
    this.bucket = bucket;
    this.partBytes = partBytes;
    this.errors = new S3Errors(bucket, s3.serviceClientConfiguration().region().id());
  }

  @Override
  public void verifyBucket() {
    ask("look at bucket `" + bucket + "`", () -> s3.headBucket(request -> request.bucket(bucket)));
  }

  @Override
  public Page list(String prefix, String after) {
    return ask(
        "list `" + prefix + "`",
        () -> {
          ListObjectsV2Response answer =
              s3.listObjectsV2(r -> r.bucket(bucket).prefix(prefix).startAfter(after));
          List<String> keys = answer.contents().stream().map(S3Object::key).toList();
          return new Page(keys, keys.isEmpty() || !answer.isTruncated());
        });
  }

  @Override
  public Optional<Map<String, String>> metadata(String key) {
    return ask(
        "read the metadata of `" + key + "`",
        () -> {
          try {
            return Optional.of(s3.headObject(r -> r.bucket(bucket).key(key)).metadata());
          } catch (S3Exception answer) {
            // A HEAD has no body, so 404 does not tell a missing object from a missing bucket.
            if (answer.statusCode() == 404 && !(answer instanceof NoSuchBucketException)) {
              return Optional.empty();
            }
            throw answer;
          }
        });
  }

  @Override
  public StoredObject read(String key) {
    return ask(
        "read `" + key + "`",
        () -> {
          ResponseInputStream<GetObjectResponse> object =
              s3.getObject(request -> request.bucket(bucket).key(key));
          GetObjectResponse facts = object.response();
          return new StoredObject(facts.metadata(), new WholeStream(object, facts.contentLength()));
        });
  }

  @Override
  public boolean putIfAbsent(String key, ByteChunks body, Map<String, String> metadata) {
    return ask(
        "write `" + key + "`",
        () -> {
          try {
            send(key, body, metadata);
            return true;
          } catch (S3Exception answer) {
            if (answer.statusCode() == 412) {
              return false;
            }
            throw answer;
          }
        });
  }

  @Override
  public void close() {
    s3.close();
  }

  private void send(String key, ByteChunks body, Map<String, String> metadata) {
    if (body.size() > partBytes) {
      new MultipartUpload(s3, bucket, key, partBytes).send(body, metadata, CONTENT_TYPE);
      return;
    }
    s3.putObject(
        request ->
            request
                .bucket(bucket)
                .key(key)
                .contentType(CONTENT_TYPE)
                .metadata(metadata)
                .checksumCRC32C(body.crc32c())
                .ifNoneMatch("*"),
        RequestBody.fromContentProvider(body::read, body.size(), CONTENT_TYPE));
  }

  private <T> T ask(String action, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException error) {
      throw errors.of(action, error);
    } catch (UncheckedIOException error) {
      // The URL connection client lets some refused connections through as they are.
      throw errors.unreachable(action, error);
    }
  }
}
