package workshop.s3sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import workshop.s3sink.config.TutorialConfig;
import workshop.s3sink.store.MemoryStore;
import workshop.s3sink.store.StoreException;

/**
 * Random crashes, take-overs, outages, lost answers and commits, with the schedule and `flush.size`
 * together: in the end every record is in S3 once, in order, under its own path.
 */
class CrashDrillTest {
  private static final int SEEDS = 40;
  private static final int STEPS = 150;
  private static final int PARTITIONS = 2;
  private static final long BORN_MS = 1_700_000_000_000L;

  private final MemoryStore store = new MemoryStore();
  private FakeWorker worker;
  private FakeWorker zombie;
  private Random random;

  @ParameterizedTest
  @CsvSource({
    "DefaultPartitioner, Record",
    "FieldPartitioner, Record",
    "HourlyPartitioner, Record",
    "HourlyPartitioner, RecordField"
  })
  void everyRecordIsWrittenOnceInOrder(String partitioner, String extractor) {
    for (int seed = 0; seed < SEEDS; seed++) {
      store.clear();
      random = new Random(seed);
      start(Map.of("partitioner.class", partitioner, "timestamp.extractor", extractor));
      for (int step = 0; step < STEPS; step++) {
        act();
      }
      settle();
      assertEquals(expected(partitioner), written(), partitioner + ", seed " + seed);
    }
  }

  private void start(Map<String, String> settings) {
    Map<String, String> config = new HashMap<>(TutorialConfig.properties());
    config.putAll(settings);
    config.put("flush.size", String.valueOf(1 + random.nextInt(15)));
    config.put("timestamp.field", "at");
    config.put("partition.field.name", "group");
    config.put("behavior.on.null.values", "ignore");
    config.put("rotate.interval.ms", random.nextBoolean() ? "-1" : "3600000");
    worker = new FakeWorker(config, store, random.nextBoolean());
    for (int i = 0; i < PARTITIONS; i++) {
      worker.logs.put(new TopicPartition("order", i), new ArrayList<>());
    }
    worker.start();
    zombie = null;
  }

  private void act() {
    switch (random.nextInt(21)) {
      case 0, 1, 2, 3 -> worker.logs.keySet().forEach(p -> produce(p, random.nextInt(12)));
      case 4, 5, 6, 7, 8 -> worker.poll();
      case 9 -> worker.clock.pass(random.nextInt(70_000));
      case 10 -> worker.commit();
      case 11 -> store.failWhen(random.nextBoolean() ? Optional::empty : CrashDrillTest::outage);
      case 12 -> store.loseAnswers(random.nextBoolean());
      case 13 -> worker.start();
      case 14 -> takeOver();
      case 15 -> {
        worker.stop();
        worker.start();
      }
      default -> pollZombie();
    }
  }

  private void takeOver() {
    zombie = worker;
    worker = new FakeWorker(worker);
    worker.start();
  }

  private void pollZombie() {
    if (zombie != null) {
      zombie.poll();
    }
  }

  private void settle() {
    store.failWhen(Optional::empty);
    store.loseAnswers(false);
    worker.clock.pass(10_000);
    worker.pollAll();
    for (int i = 0; i < 3; i++) {
      worker.clock.pass(60_000);
      worker.pollAll();
    }
    worker.commit();
    worker.logs.forEach(
        (partition, log) -> {
          long values = log.stream().filter(record -> record.value() != null).count();
          if (values > 0) {
            long last =
                log.stream()
                    .filter(record -> record.value() != null)
                    .mapToLong(SinkRecord::kafkaOffset)
                    .max()
                    .orElseThrow();
            assertEquals(last + 1, worker.committed.get(partition), "committed of " + partition);
          }
        });
  }

  private void produce(TopicPartition partition, int count) {
    List<SinkRecord> log = worker.logs.get(partition);
    for (int i = 0; i < count; i++) {
      long offset = log.isEmpty() ? 0 : log.get(log.size() - 1).kafkaOffset() + 1;
      // Aborted transactions and compaction leave holes.
      offset += random.nextInt(20) == 0 ? random.nextInt(5) : 0;
      long timestamp = BORN_MS + offset * 60_000 + random.nextInt(1_800_000);
      Map<String, Object> value = random.nextInt(20) == 0 ? null : value(offset, timestamp);
      log.add(
          new SinkRecord(
              "order",
              partition.partition(),
              null,
              null,
              null,
              value,
              offset,
              timestamp,
              TimestampType.CREATE_TIME));
    }
  }

  private Map<String, Object> value(long offset, long timestamp) {
    return new TreeMap<>(Map.of("id", offset, "group", "g" + random.nextInt(4), "at", timestamp));
  }

  private Map<String, List<String>> expected(String partitioner) {
    Map<String, List<String>> lines = new TreeMap<>();
    worker.logs.forEach(
        (partition, log) ->
            log.stream()
                .filter(record -> record.value() != null)
                .forEach(
                    record ->
                        lines
                            .computeIfAbsent(path(partitioner, record), path -> new ArrayList<>())
                            .add(line((Map<?, ?>) record.value()))));
    return lines;
  }

  private static String path(String partitioner, SinkRecord record) {
    String name = "/order+" + record.kafkaPartition();
    return switch (partitioner) {
      case "FieldPartitioner" -> "group=" + ((Map<?, ?>) record.value()).get("group") + name;
      case "HourlyPartitioner" -> {
        var hour = Instant.ofEpochMilli(record.timestamp());
        yield DateTimeFormatter.ofPattern("'year'=uuuu/'month'=MM/'day'=dd/'hour'=HH")
                .withZone(ZoneId.of("Australia/Sydney"))
                .format(hour)
            + name;
      }
      default -> "partition=" + record.kafkaPartition() + name;
    };
  }

  private static String line(Map<?, ?> value) {
    return String.format(
        "{\"at\":%d,\"group\":\"%s\",\"id\":%d}",
        value.get("at"), value.get("group"), value.get("id"));
  }

  /** The lines in S3 by path and partition, in the order of the objects' names. */
  private Map<String, List<String>> written() {
    Map<String, List<String>> lines = new TreeMap<>();
    for (String key : store.keys()) {
      String path = key.substring("topics/order/".length(), key.lastIndexOf('+'));
      lines
          .computeIfAbsent(path, unused -> new ArrayList<>())
          .addAll(store.content(key).lines().toList());
    }
    return lines;
  }

  private static Optional<StoreException> outage() {
    return Optional.of(new StoreException("S3 answers 503", true, null));
  }
}
