package workshop.s3sink.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import workshop.s3sink.config.SinkConfig;
import workshop.s3sink.config.TutorialConfig;
import workshop.s3sink.file.ByteChunks;

/** What becomes of answers that S3Proxy cannot be made to give. */
class S3ErrorsTest {
  private static final int SILENT = -1;
  private static final int CUT_SHORT = -2;

  private final CountDownLatch release = new CountDownLatch(1);
  private HttpServer server;
  private ObjectStore store;
  private int status;
  private String code;
  private String region;
  private String checksum;
  private Map<String, String> properties;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    properties = new HashMap<>(TutorialConfig.properties());
    properties.put("store.url", "http://127.0.0.1:" + server.getAddress().getPort());
    store = S3Clients.open(new SinkConfig(properties));
  }

  @AfterEach
  void stop() {
    store.close();
    server.stop(0);
  }

  @ParameterizedTest
  @CsvSource({
    "500, InternalError",
    "503, SlowDown",
    "429, TooManyRequests",
    "400, RequestTimeout",
    "404, NoSuchUpload",
    "409, ConditionalRequestConflict",
    "0, dropped"
  })
  void whatCanPassIsTriedAgain(int answer, String reason) {
    status = answer;
    code = reason;
    assertTrue(put().isRetriable(), reason);
  }

  @ParameterizedTest
  @CsvSource({
    "301, PermanentRedirect, is not in region `ap-southeast-2`: set `s3.region` to its own",
    "400, AuthorizationHeaderMalformed, is not in region `ap-southeast-2`",
    "403, AccessDenied, check the worker's AWS credentials and their rights on bucket",
    "400, ExpiredToken, check the worker's AWS credentials",
    "404, NoSuchBucket, does not exist: create it",
    "400, InvalidRequest, S3 did not write `key`: 400 InvalidRequest"
  })
  void whatCannotPassFailsWithOneSentence(int answer, String reason, String sentence) {
    status = answer;
    code = reason;
    StoreException error = put();
    assertEquals(false, error.isRetriable());
    assertTrue(error.getMessage().contains(sentence), error.getMessage());
  }

  @Test
  void aBucketElsewhereIsNamedWithItsRegionAlsoWhereTheAnswerHasNoBody() {
    status = 400;
    region = "eu-west-1";
    assertEquals(
        "Bucket `kafka-dev-ap-southeast-2` is not in region `ap-southeast-2`: set `s3.region` to"
            + " `eu-west-1`",
        assertThrows(StoreException.class, store::verifyBucket).getMessage());
  }

  @Test
  void anAnswerWithoutABodyIsOneSentenceToo() {
    status = 403;
    assertTrue(
        assertThrows(StoreException.class, store::verifyBucket)
            .getMessage()
            .startsWith("S3 refuses to look at bucket `kafka-dev-ap-southeast-2` (403): check"));
  }

  @Test
  void anAnswerThatDoesNotComeIsTriedAgain() {
    status = SILENT;
    S3Client hasty = S3Clients.client(new SinkConfig(properties), Duration.ofMillis(100));
    try (ObjectStore slow = new S3ObjectStore(hasty, "bucket", 1_000)) {
      StoreException error =
          assertThrows(StoreException.class, () -> slow.putIfAbsent("key", body(), Map.of()));
      assertTrue(error.isRetriable());
      assertTrue(
          error.getMessage().matches("S3 cannot be reached to write `key`: .*Read timed out.*"),
          error.getMessage());
    } finally {
      release.countDown();
    }
  }

  @Test
  void anObjectOfWhichNotAllCameIsAFailureAndNoShortObject() {
    status = CUT_SHORT;
    IOException error =
        assertThrows(IOException.class, () -> store.read("key").content().readAllBytes());
    assertEquals("4 of 100 bytes came", error.getMessage());
  }

  @Test
  void s3IsToldTheChecksumOfAnObjectAndBytesThatWereDamagedOnTheirWayAreSentAgain() {
    status = 400;
    code = "BadDigest";
    StoreException error = put();
    assertTrue(error.isRetriable());
    assertEquals("S3 did not write `key`: 400 BadDigest", error.getMessage());
    assertEquals(body().crc32c(), checksum);
  }

  @Test
  void aTakenKeyIsAnAnswerAndNoError() {
    status = 412;
    code = "PreconditionFailed";
    assertEquals(false, store.putIfAbsent("key", body(), Map.of()));
  }

  @Test
  void aConnectionErrorThatTheSdkDidNotWrapIsTriedAgain() {
    S3Client refused =
        new RefusedClient() {
          @Override
          public HeadBucketResponse headBucket(HeadBucketRequest request) {
            throw new UncheckedIOException(new ConnectException("Connection refused"));
          }
        };
    ObjectStore away = new S3ObjectStore(refused, "bucket", 1);
    assertTrue(assertThrows(StoreException.class, away::verifyBucket).isRetriable());
  }

  private abstract static class RefusedClient implements S3Client {
    @Override
    public S3ServiceClientConfiguration serviceClientConfiguration() {
      return S3ServiceClientConfiguration.builder().region(Region.AP_SOUTHEAST_2).build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  private StoreException put() {
    return assertThrows(StoreException.class, () -> store.putIfAbsent("key", body(), Map.of()));
  }

  private static ByteChunks body() {
    ByteChunks body = new ByteChunks();
    body.write('x');
    return body;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    checksum = exchange.getRequestHeaders().getFirst("x-amz-checksum-crc32c");
    if (status == SILENT) {
      await(release);
    }
    if (status == CUT_SHORT) {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write("half".getBytes(UTF_8));
    }
    if (region != null) {
      exchange.getResponseHeaders().set("x-amz-bucket-region", region);
    }
    if (status > 0) {
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      byte[] body = ("<Error><Code>" + code + "</Code></Error>").getBytes(UTF_8);
      exchange.getResponseHeaders().set("content-type", "application/xml");
      exchange.sendResponseHeaders(status, isHead ? -1 : body.length);
      if (!isHead) {
        exchange.getResponseBody().write(body);
      }
    }
    exchange.close();
  }
}
