package workshop.s3sink.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import workshop.s3sink.config.SinkConfig;
import workshop.s3sink.config.TutorialConfig;
import workshop.s3sink.file.ByteChunks;
import workshop.s3sink.store.ObjectStore.Page;
import workshop.s3sink.store.ObjectStore.StoredObject;

class S3ObjectStoreTest {
  private static final String BUCKET = "kafka-dev-ap-southeast-2";
  private static final String KEY = "topics/order/partition=0/order+0+0000000000.json";
  private static S3ProxyServer server;
  private static ObjectStore store;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    server = new S3ProxyServer(folder);
    server.createBucket(BUCKET);
    store = open(BUCKET, server.url());
  }

  @AfterAll
  static void stop() {
    store.close();
    server.close();
  }

  @Test
  void writesAnObjectOnceAndReadsItBackWithItsMetadata() throws IOException {
    assertEquals(Optional.empty(), store.metadata(KEY));
    assertTrue(store.putIfAbsent(KEY, body("{}\n"), Map.of("first-offset", "0")));
    assertFalse(store.putIfAbsent(KEY, body("other"), Map.of()));
    assertEquals(Optional.of(Map.of("first-offset", "0")), store.metadata(KEY));
    assertEquals(List.of(KEY), store.list("topics/order/partition=0/order+0+", "").keys());
    assertEquals(List.of(), store.list("topics/order/partition=0/order+1+", "").keys());
    StoredObject object = store.read(KEY);
    assertEquals("{}\n", new String(object.content().readAllBytes(), UTF_8));
    assertEquals(Map.of("first-offset", "0"), object.metadata());
  }

  @Test
  void writesObjectsOfManyChunksWithUpstreamsContentType() throws IOException {
    String content = "0123456789abcde\n".repeat(100_000);
    assertTrue(store.putIfAbsent("large", body(content), Map.of()));
    assertEquals(content, new String(store.read("large").content().readAllBytes(), UTF_8));
    String type = contentType("large");
    assertEquals("binary/octet-stream", type);
  }

  @Test
  void sendsALargeObjectInPartsAndOnlyOnce() throws IOException {
    String content = "0123456789abcde\n".repeat(400_000);
    assertTrue(store.putIfAbsent("parts", body(content), Map.of("records", "400000")));
    assertFalse(store.putIfAbsent("parts", body("x".repeat(6_000_000)), Map.of()));
    StoredObject object = store.read("parts");
    assertEquals(content, new String(object.content().readAllBytes(), UTF_8));
    assertEquals(Map.of("records", "400000"), object.metadata());
    assertEquals("binary/octet-stream", contentType("parts"));
  }

  @Test
  void findsItsOwnObjectWhenTheAnswerToTheLastOfItsPartsGotLost() {
    ByteChunks content = body("x".repeat(6_000_000));
    try (ObjectStore forgetful = new S3ObjectStore(new Forgetful(client()), BUCKET, 5 << 20)) {
      StoreException error =
          assertThrows(
              StoreException.class,
              () -> forgetful.putIfAbsent("lost", content, Map.of("records", "1")));
      assertTrue(error.isRetriable(), error.getMessage());
      assertFalse(forgetful.putIfAbsent("lost", content, Map.of("records", "1")));
      assertEquals(Optional.of(Map.of("records", "1")), forgetful.metadata("lost"));
    }
  }

  @Test
  void listsPageByPageFromAnyKeyOn() throws IOException {
    // A plus sign in a query is a space, unless it is encoded.
    String prefix = "many/order+0+";
    for (int i = 0; i < 1_010; i++) {
      server.createObject(BUCKET, prefix + i);
    }
    List<String> keys = new ArrayList<>();
    store.forEachPage(prefix, prefix, keys::addAll);
    assertEquals(1_010, keys.size());
    assertEquals(keys.stream().sorted().toList(), keys);
    assertEquals(new Page(keys.subList(0, 1_000), false), store.list(prefix, prefix));
    assertEquals(new Page(keys.subList(1_009, 1_010), true), store.list(prefix, keys.get(1_008)));
    assertEquals(new Page(List.of(), true), store.list(prefix, keys.get(1_009)));
  }

  @Test
  void saysWhichBucketIsMissing() {
    try (ObjectStore missing = open("no-such-bucket", server.url())) {
      for (Runnable request : requests(missing)) {
        StoreException error = assertThrows(StoreException.class, request::run);
        assertFalse(error.isRetriable());
        assertEquals(
            "Bucket `no-such-bucket` does not exist: create it, or set `s3.bucket.name` to one that"
                + " does",
            error.getMessage());
      }
    }
  }

  @Test
  void saysThatTheCredentialsAreWrong() {
    String secret = System.setProperty("aws.secretAccessKey", "wrong");
    try (ObjectStore wrong = open(BUCKET, server.url())) {
      StoreException error = assertThrows(StoreException.class, () -> wrong.list("topics/", ""));
      assertFalse(error.isRetriable());
      assertTrue(error.getMessage().contains("check the worker's AWS credentials"));
    } finally {
      System.setProperty("aws.secretAccessKey", secret);
    }
  }

  @Test
  void triesAgainWhenNobodyListens() {
    try (ObjectStore nobody = open(BUCKET, "http://127.0.0.1:1")) {
      StoreException error = assertThrows(StoreException.class, () -> nobody.list("topics/", ""));
      assertTrue(error.isRetriable());
      assertTrue(error.getMessage().startsWith("S3 cannot be reached to list `topics/`"));
    }
  }

  private static List<Runnable> requests(ObjectStore store) {
    return List.of(
        store::verifyBucket,
        () -> store.list("topics/", ""),
        () -> store.putIfAbsent(KEY, body("x"), Map.of()));
  }

  /** Loses the first answer, so that the SDK asks once more for what is done already. */
  private static final class Forgetful extends DelegatingS3Client {
    Forgetful(S3Client client) {
      super(client);
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
        CompleteMultipartUploadRequest request) {
      super.completeMultipartUpload(request);
      throw NoSuchUploadException.builder()
          .statusCode(404)
          .awsErrorDetails(AwsErrorDetails.builder().errorCode("NoSuchUpload").build())
          .build();
    }
  }

  private static S3Client client() {
    Map<String, String> properties = new HashMap<>(TutorialConfig.properties());
    properties.put("store.url", server.url());
    return S3Clients.client(new SinkConfig(properties), Duration.ofSeconds(30));
  }

  private static String contentType(String key) {
    try (S3Client client = client()) {
      return client.headObject(request -> request.bucket(BUCKET).key(key)).contentType();
    }
  }

  private static ObjectStore open(String bucket, String url) {
    Map<String, String> properties = new HashMap<>(TutorialConfig.properties());
    properties.put("s3.bucket.name", bucket);
    properties.put("s3.part.size", "5242880");
    properties.put("store.url", url);
    return S3Clients.open(new SinkConfig(properties));
  }

  private static ByteChunks body(String content) {
    ByteChunks body = new ByteChunks();
    byte[] bytes = content.getBytes(UTF_8);
    body.write(bytes, 0, bytes.length);
    return body;
  }
}
