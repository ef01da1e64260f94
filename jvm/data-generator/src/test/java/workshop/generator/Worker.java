package workshop.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Drives the generator of one task as Connect would, by a clock that stands until it is moved. */
final class Worker {
  private final Generator generator;
  private long now;

  Worker(Map<String, String> config, int task) {
    this(config, task, Map.of());
  }

  Worker(Map<String, String> config, int task, Map<String, Life> stored) {
    Configuration configuration = Configuration.read(config).orThrow();
    Definition definition = configuration.definition();
    TaskIdentity identity = new TaskIdentity(task, definition.tasks());
    Map<String, Life> lives = Lives.begin(definition, identity, stored);
    List<Series> series = Plan.compile(definition, configuration.expressions(), identity, lives);
    generator = new Generator(series, identity, now);
  }

  void sleep(long ms) {
    now += ms * 1_000_000;
  }

  List<SourceRecord> emit() {
    return generator.emit(now);
  }

  void acknowledge(List<SourceRecord> records) {
    records.forEach(record -> generator.settle(record, false));
  }

  void drop(SourceRecord record) {
    generator.settle(record, true);
  }

  /** What comes in so many milliseconds, in steps of 100, when Kafka acknowledges at once. */
  List<SourceRecord> run(long ms) {
    List<SourceRecord> all = new ArrayList<>();
    for (long t = 0; t < ms; t += 100) {
      for (List<SourceRecord> some = emit(); !some.isEmpty(); some = emit()) {
        acknowledge(some);
        all.addAll(some);
      }
      sleep(100);
    }
    return all;
  }

  /** What comes of so many polls when Kafka acknowledges between them and the clock stands. */
  List<SourceRecord> emitSome(int polls) {
    List<SourceRecord> all = new ArrayList<>();
    for (int i = 0; i < polls; i++) {
      List<SourceRecord> some = emit();
      acknowledge(some);
      all.addAll(some);
    }
    return all;
  }

  static List<SourceRecord> of(String topic, List<SourceRecord> records) {
    return records.stream().filter(record -> record.topic().equals(topic)).toList();
  }

  static Object attribute(SourceRecord record, String name) {
    return ((Struct) record.value()).get(name);
  }
}
