package workshop.s3sink.partition;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.function.ToLongFunction;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** The time of a record in ms since 1970, always the same for the same record. */
public final class RecordTime {
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
      boolean hasOffset = text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)");
      return hasOffset
          ? OffsetDateTime.parse(text).toInstant().toEpochMilli()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException error) {
      throw new DataException("field `" + name + "` holds no ISO 8601 time: " + text, error);
    }
  }
}
