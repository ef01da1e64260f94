package workshop.s3sink.partition;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Date;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** The time of a record in ms since 1970, always the same for the same record. */
public final class RecordTime {
  /** ISO 8601 writes an offset as Z, +11:00, +1100 or +11. */
  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT);

  private RecordTime() {}

  /** The timestamp that Kafka keeps with the record. */
  public static long ofRecord(SinkRecord record) {
    if (record.timestamp() == null) {
      throw new DataException("it has no timestamp, which `timestamp.extractor` Record needs");
    }
    return record.timestamp();
  }

  /**
   * A field of the value: a timestamp, a number of ms, or an ISO 8601 text (UTC without an offset).
   */
  public static ToLongFunction<SinkRecord> ofField(String name) {
    return record -> parse(name, FieldValue.of(record.value(), name));
  }

  private static long parse(String name, Object value) {
    if (value instanceof Date date) {
      return date.getTime();
    }
    if (value instanceof Long || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    if (value instanceof String text) {
      return parse(name, text);
    }
    throw new DataException("field `" + name + "` holds no time: " + value);
  }

  private static long parse(String name, String text) {
    try {
      if (text.length() == "2026-11-23".length()) {
        return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
      }
      TemporalAccessor time = DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
      return time instanceof OffsetDateTime there
          ? there.toInstant().toEpochMilli()
          : ((LocalDateTime) time).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException error) {
      throw new DataException("field `" + name + "` holds no ISO 8601 time: " + text, error);
    }
  }
}
