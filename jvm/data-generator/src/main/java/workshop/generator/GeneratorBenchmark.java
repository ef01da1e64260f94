package workshop.generator;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Measures how fast one task generates, without Kafka: `java … GeneratorBenchmark RECORDS FILE`,
 * with the connector's configuration as a properties file. Prints one JSON object.
 */
public final class GeneratorBenchmark {
  private static final int ROUNDS = 3;

  private GeneratorBenchmark() {}

  /** The last of three rounds counts: the first ones warm up the JVM. */
  public static void main(String[] args) throws IOException {
    long records = Long.parseLong(args[0]);
    Map<String, String> config = read(args[1]);
    long rate = 0;
    for (int round = 0; round < ROUNDS; round++) {
      rate = run(config, records);
    }
    System.out.printf("{\"records\":%d,\"recordsPerSecond\":%d}%n", records, rate);
  }

  private static long run(Map<String, String> config, long records) {
    Configuration configuration = Configuration.read(config).orThrow();
    Definition definition = configuration.definition();
    TaskIdentity identity = new TaskIdentity(0, definition.tasks());
    Map<String, Life> lives = Lives.begin(definition, identity, Map.of());
    List<Series> series = Plan.compile(definition, configuration.expressions(), identity, lives);
    long start = System.nanoTime();
    Generator generator = new Generator(series, identity, start);
    long made = 0;
    while (made < records) {
      List<SourceRecord> batch = generator.emit(System.nanoTime());
      batch.forEach(record -> generator.settle(record, false));
      made += batch.size();
    }
    return Math.round(made * 1e9 / (System.nanoTime() - start));
  }

  private static Map<String, String> read(String file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Paths.get(file))) {
      properties.load(reader);
    }
    Map<String, String> config = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> config.put(key, properties.getProperty(key)));
    return config;
  }
}
