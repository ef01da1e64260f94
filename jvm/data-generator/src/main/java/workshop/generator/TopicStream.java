package workshop.generator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Emits the records of a series in order, each when its throttle and its references allow. */
final class TopicStream {
  /** Bounds what one poll returns, so that pausing and stopping stay prompt at full speed. */
  private static final int BATCH = 500;

  private static final Logger log = LoggerFactory.getLogger(TopicStream.class);

  private final Series series;
  private final Throttle throttle;
  private final Optional<Acknowledgements> acknowledgements;
  private final Shape key;
  private final Shape value;
  private final Map<String, Object> partition;
  private final Map<Series, Acknowledgements> sources;
  private long next;

  /**
   * @param partition the source partition of the records
   * @param sources what is known of the topics that any topic refers to
   */
  TopicStream(
      Series series,
      Throttle throttle,
      Map<String, Object> partition,
      Map<Series, Acknowledgements> sources) {
    this.series = series;
    this.throttle = throttle;
    this.partition = partition;
    this.sources = sources;
    this.acknowledgements = Optional.ofNullable(sources.get(series));
    this.next = series.life().next();
    this.key = Shape.of(fields(Part.KEY));
    this.value = Shape.of(fields(Part.VALUE));
  }

  /** Adds the records that can be emitted at {@code now}. */
  void emit(long now, List<SourceRecord> records) {
    int limit = records.size() + BATCH;
    while (!isComplete() && records.size() < limit && throttle.remaining(now) <= 0) {
      switch (references()) {
        case PENDING -> {
          return;
        }
        // What it refers to never got into its topic, so neither does this one.
        case DROPPED -> skip();
        case ACKNOWLEDGED -> records.add(record());
      }
      advance(now);
    }
  }

  /**
   * Nanoseconds until there may be a record; Long.MAX_VALUE when only an acknowledgement helps, or
   * nothing.
   */
  long remaining(long now) {
    if (isComplete()) {
      return Long.MAX_VALUE;
    }
    long remaining = throttle.remaining(now);
    boolean waits = remaining <= 0 && references() == Acknowledgements.State.PENDING;
    return waits ? Long.MAX_VALUE : Math.max(0, remaining);
  }

  /** Takes note of what became of a record, if others refer to this topic. */
  void settle(SourceRecord record, boolean dropped) {
    acknowledgements.ifPresent(
        own -> {
          long index = Life.index(record.sourceOffset());
          if (dropped) {
            own.drop(index);
          } else {
            own.acknowledge(index);
          }
        });
  }

  /**
   * The first record of a topic that any later record here may refer to; Long.MAX_VALUE if none.
   */
  long lowestReference(Series source) {
    return series.fields().stream()
        .filter(field -> field.link() != null && field.link().source() == source)
        .mapToLong(field -> field.link().lowest(next - series.life().from()))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private void skip() {
    acknowledgements.ifPresent(own -> own.drop(next));
  }

  private boolean isComplete() {
    return next >= series.quota();
  }

  private void advance(long now) {
    next++;
    throttle.took(now);
    if (isComplete()) {
      log.info(
          "All {} records of topic {} in this task are made; the task stays RUNNING",
          series.quota(),
          series.definition().name());
    }
  }

  private SourceRecord record() {
    long index = next;
    boolean tombstone = series.isTombstone(index);
    return new SourceRecord(
        partition,
        series.life().offset(index + 1),
        series.definition().name(),
        null,
        key.schema(),
        key.build(series, index),
        tombstone ? null : value.schema(),
        tombstone ? null : value.build(series, index));
  }

  /** The worst state among the records that the next one refers to. */
  private Acknowledgements.State references() {
    Acknowledgements.State worst = Acknowledgements.State.ACKNOWLEDGED;
    for (Field field : series.fields()) {
      if (field.matches(next)) {
        long other = series.referred(field, next);
        if (other != Link.NONE) {
          Acknowledgements.State state = sources.get(field.link().source()).state(other);
          if (state == Acknowledgements.State.PENDING) {
            return state;
          }
          worst = state == Acknowledgements.State.DROPPED ? state : worst;
        }
      }
    }
    return worst;
  }

  private List<Field> fields(Part part) {
    return series.fields().stream().filter(field -> field.id().part() == part).toList();
  }
}
