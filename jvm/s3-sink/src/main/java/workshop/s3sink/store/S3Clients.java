package workshop.s3sink.store;

import java.net.URI;
import java.time.Duration;
import org.apache.kafka.connect.errors.ConnectException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import workshop.s3sink.config.SinkConfig;

/** Makes the client of a bucket from the connector's settings. */
public final class S3Clients {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  private S3Clients() {}

  /** Opens the configured bucket; nothing is sent yet. */
  public static ObjectStore open(SinkConfig config) {
    try {
      S3Client client = client(config, ANSWER_TIMEOUT);
      return new S3ObjectStore(client, config.bucket(), config.partBytes());
    } catch (SdkClientException error) {
      throw new ConnectException(
          "The S3 client cannot be made, is `s3.region` or AWS_REGION set? " + error.getMessage(),
          error);
    }
  }

  static S3Client client(SinkConfig config, Duration answerTimeout) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(answerTimeout))
            .forcePathStyle(isPathStyle(config))
            // One more try hides a connection gone stale; longer outages are waited out above.
            .overrideConfiguration(sdk -> sdk.retryStrategy(retries -> retries.maxAttempts(2)))
            // Java's URL connection waits five seconds for a "100 Continue" that S3 may not send. A
            // chunked body ends in a trailer that S3Proxy leaves unread, which breaks the next
            // request on the same connection; ours is in memory and can be hashed beforehand.
            .serviceConfiguration(
                s3 -> s3.expectContinueEnabled(false).chunkedEncodingEnabled(false));
    config.region().map(Region::of).ifPresent(builder::region);
    config.storeUrl().map(URI::create).ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /** An endpoint of one's own rarely has a DNS name for every bucket. */
  private static boolean isPathStyle(SinkConfig config) {
    return config
        .pathStyle()
        .orElseGet(
            () ->
                config.storeUrl().isPresent()
                    || System.getenv("AWS_ENDPOINT_URL_S3") != null
                    || System.getenv("AWS_ENDPOINT_URL") != null);
  }
}
