package workshop.generator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * All topics of one task: what can be emitted now, and what was acknowledged. Has no clock of its
 * own.
 */
final class Generator {
  private final Map<String, TopicStream> streams = new LinkedHashMap<>();
  private final Map<Series, Acknowledgements> referred = new HashMap<>();

  /**
   * @param series each after those that its records always refer to
   * @param now ns of the monotonic clock that later times are of
   */
  Generator(List<Series> series, TaskIdentity identity, long now) {
    series.stream()
        .flatMap(one -> one.fields().stream())
        .filter(field -> field.link() != null)
        .map(field -> field.link().source())
        .forEach(one -> referred.put(one, new Acknowledgements(one.life().next())));
    for (Series one : series) {
      TopicDefinition topic = one.definition();
      streams.put(
          topic.name(),
          new TopicStream(
              one,
              new Throttle(topic.throttleMs(), now),
              identity.partition(topic.name()),
              referred));
    }
  }

  /** The records that can be emitted at {@code now}; none when all topics wait. */
  List<SourceRecord> emit(long now) {
    List<SourceRecord> records = new ArrayList<>();
    streams.values().forEach(stream -> stream.emit(now, records));
    referred.forEach((source, own) -> own.forget(lowestReference(source)));
    return records;
  }

  /** A topic that lags behind may still refer to records that are old. */
  private long lowestReference(Series source) {
    return streams.values().stream()
        .mapToLong(stream -> stream.lowestReference(source))
        .min()
        .orElseThrow();
  }

  /**
   * Nanoseconds until {@link #emit} may have records; Long.MAX_VALUE when time alone brings none.
   */
  long remaining(long now) {
    return streams.values().stream()
        .mapToLong(stream -> stream.remaining(now))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /**
   * Takes note that Kafka has a record, or that it was dropped on the way. May come from any
   * thread.
   */
  void settle(SourceRecord record, boolean dropped) {
    streams.get(record.topic()).settle(record, dropped);
  }
}
