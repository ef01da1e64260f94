package workshop.s3sink.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import workshop.s3sink.file.ByteChunks;

/** Sends a large object part by part; it appears whole and only if its key is still free. */
final class MultipartUpload {
  private final S3Client s3;
  private final String bucket;
  private final String key;
  private final long partBytes;

  MultipartUpload(S3Client s3, String bucket, String key, long partBytes) {
    this.s3 = s3;
    this.bucket = bucket;
    this.key = key;
    this.partBytes = partBytes;
  }

  /** Leaves nothing behind when it fails, as far as S3 can still be reached. */
  void send(ByteChunks body, Map<String, String> metadata, String contentType) {
    String id =
        s3.createMultipartUpload(
                upload ->
                    upload.bucket(bucket).key(key).contentType(contentType).metadata(metadata))
            .uploadId();
    try {
      complete(id, sendParts(id, body, contentType));
    } catch (SdkException error) {
      abort(id, error);
      throw error;
    }
  }

  private List<CompletedPart> sendParts(String id, ByteChunks body, String contentType) {
    List<CompletedPart> parts = new ArrayList<>();
    for (long from = 0; from < body.size(); from += partBytes) {
      long start = from;
      long size = Math.min(partBytes, body.size() - start);
      int number = parts.size() + 1;
      String tag =
          s3.uploadPart(
                  part -> part.bucket(bucket).key(key).uploadId(id).partNumber(number),
                  RequestBody.fromContentProvider(() -> body.read(start, size), size, contentType))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    }
    return parts;
  }

  private void complete(String id, List<CompletedPart> parts) {
    s3.completeMultipartUpload(
        upload ->
            upload
                .bucket(bucket)
                .key(key)
                .uploadId(id)
                .ifNoneMatch("*")
                .multipartUpload(all -> all.parts(parts)));
  }

  private void abort(String id, SdkException reason) {
    try {
      s3.abortMultipartUpload(upload -> upload.bucket(bucket).key(key).uploadId(id));
    } catch (SdkException error) {
      reason.addSuppressed(error);
    }
  }
}
