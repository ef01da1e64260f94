package workshop.s3sink.store;

import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Turns what the SDK throws into one sentence, and says whether waiting can help. */
final class S3Errors {
  private final String bucket;
  private final String region;

  S3Errors(String bucket, String region) {
    this.bucket = bucket;
    this.region = region;
  }

  StoreException of(String action, SdkException error) {
    if (error instanceof S3Exception answer) {
      return ofAnswer(action, answer);
    }
    String message = String.valueOf(error.getMessage());
    if (message.contains("Unable to load credentials")) {
      return new StoreException(
          "No AWS credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another"
              + " source of the AWS SDK, in the worker's environment",
          false,
          error);
    }
    return unreachable(action, error);
  }

  StoreException unreachable(String action, RuntimeException error) {
    String message = "S3 cannot be reached to " + action + ": " + error.getMessage();
    return new StoreException(message, true, error);
  }

  private StoreException ofAnswer(String action, S3Exception answer) {
    // The answer to a HEAD has no body, and so no code.
    String code = codeOf(answer);
    int status = answer.statusCode();
    if ("NoSuchBucket".equals(code) || answer instanceof NoSuchBucketException) {
      return fatal(
          "Bucket `"
              + bucket
              + "` does not exist: create it, or set `s3.bucket.name` to one that does",
          answer);
    }
    Optional<String> home = regionOf(answer).filter(name -> !name.equals(region));
    boolean isElsewhere = status == 301 || status == 307;
    if (isElsewhere || home.isPresent() || "AuthorizationHeaderMalformed".equals(code)) {
      return fatal(
          "Bucket `"
              + bucket
              + "` is not in region `"
              + region
              + "`: set `s3.region` to "
              + home.map(name -> "`" + name + "`").orElse("its own"),
          answer);
    }
    if (status == 401 || status == 403 || "ExpiredToken".equals(code)) {
      return fatal(
          "S3 refuses to "
              + action
              + " ("
              + (status + " " + code).trim()
              + "): check the worker's AWS"
              + " credentials and their rights on bucket `"
              + bucket
              + "`",
          answer);
    }
    boolean retriable = status >= 500 && status != 501 || status == 429 || status == 408;
    retriable |= status == 409 || "RequestTimeout".equals(code);
    // An upload in parts is gone when it was completed and the answer got lost, or when a rule of
    // the bucket ended it: the next try finds the object, or sends it anew.
    retriable |= "NoSuchUpload".equals(code);
    // What came was not what was sent, and that is still there to be sent again.
    retriable |= "BadDigest".equals(code);
    return new StoreException(
        ("S3 did not " + action + ": " + status + " " + code).trim(), retriable, answer);
  }

  private static String codeOf(S3Exception answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  /** S3 names the bucket's region whenever a request came to the wrong one. */
  private static Optional<String> regionOf(S3Exception answer) {
    return Optional.ofNullable(answer.awsErrorDetails())
        .map(AwsErrorDetails::sdkHttpResponse)
        .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"));
  }

  private static StoreException fatal(String message, Exception cause) {
    return new StoreException(message, false, cause);
  }
}
