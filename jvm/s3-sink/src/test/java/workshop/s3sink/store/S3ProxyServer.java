package workshop.s3sink.store;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A real S3Proxy in a process of its own, on a free port and in a folder that a test owns. */
public final class S3ProxyServer implements AutoCloseable {
  public static final String ACCESS_KEY = "local";
  public static final String SECRET_KEY = "local-secret";
  private static final Path JARS = Path.of("../s3proxy/target/lib");
  private static final long DEADLINE_MS = 30_000;

  private final Path folder;
  private final int port;
  private Process process;

  public S3ProxyServer(Path folder) throws IOException {
    if (!Files.isDirectory(JARS)) {
      throw new IllegalStateException(
          JARS + " is missing: run `mvn -f jvm/pom.xml -pl s3proxy package` first");
    }
    this.folder = folder;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = socket.getLocalPort();
    }
    Files.createDirectories(folder.resolve("data"));
    start();
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public void createBucket(String name) throws IOException {
    Files.createDirectory(folder.resolve("data").resolve(name));
  }

  /** Puts an empty object where S3Proxy finds it, without asking it. */
  public void createObject(String bucket, String key) throws IOException {
    Path file = folder.resolve("data").resolve(bucket).resolve(key);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
  }

  /** Starts it (again), and returns when it answers. */
  public void start() throws IOException {
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "s3proxy.endpoint",
            url(),
            "s3proxy.authorization",
            "aws-v2-or-v4",
            "s3proxy.identity",
            ACCESS_KEY,
            "s3proxy.credential",
            SECRET_KEY,
            "jclouds.provider",
            "filesystem",
            "jclouds.filesystem.basedir",
            folder.resolve("data").toString()));
    Path file = folder.resolve("s3proxy.properties");
    try (var out = Files.newOutputStream(file)) {
      settings.store(out, null);
    }
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx128m",
                    // Without it a request that logs a warning loses its connection.
                    "-Dorg.slf4j.simpleLogger.logFile=System.out",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                    "-cp",
                    JARS.toAbsolutePath() + "/*",
                    "org.gaul.s3proxy.Main",
                    "--properties",
                    file.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    awaitAnswer();
  }

  /** Stops it at once, as a crash would. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }

  private void awaitAnswer() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MS);
    while (!isAnswering()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(
            "S3Proxy does not answer: " + Files.readString(folder.resolve("s3proxy.log")));
      }
      Thread.onSpinWait();
    }
  }

  private boolean isAnswering() {
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create(url()).toURL().openConnection();
      return connection.getResponseCode() > 0;
    } catch (IOException notYet) {
      return false;
    }
  }
}
