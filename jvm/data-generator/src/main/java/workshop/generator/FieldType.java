package workshop.generator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Timestamp;

/** The type that a generated text is written as; every schema is optional, as upstream's are. */
enum FieldType {
  STRING(Schema.OPTIONAL_STRING_SCHEMA, text -> text),
  INT(Schema.OPTIONAL_INT32_SCHEMA, Integer::valueOf),
  LONG(Schema.OPTIONAL_INT64_SCHEMA, Long::valueOf),
  DOUBLE(Schema.OPTIONAL_FLOAT64_SCHEMA, Double::valueOf),
  BOOLEAN(Schema.OPTIONAL_BOOLEAN_SCHEMA, FieldType::parseBoolean),
  TIMESTAMP(Timestamp.builder().optional().build(), FieldType::parseTimestamp);

  private final Schema schema;
  private final Function<String, Object> parser;

  FieldType(Schema schema, Function<String, Object> parser) {
    this.schema = schema;
    this.parser = parser;
  }

  Schema schema() {
    return schema;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(FieldType::word).toList();
  }

  /** Reads a text as this type; throws {@link RuntimeException} when it is not one. */
  Object parse(String text) {
    return parser.apply(text);
  }

  /** Turns a value of any type into this one. */
  Object convert(Object value) {
    if (value instanceof Date date) {
      return this == TIMESTAMP ? date : parse(date.toInstant().toString());
    }
    return value == null ? null : parse(value.toString());
  }

  private static Boolean parseBoolean(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("neither true nor false");
    }
    return Boolean.valueOf(text);
  }

  /**
   * Takes epoch milliseconds, ISO-8601, and what `java.sql.Timestamp` prints, which datafaker's
   * dates are; zoneless is UTC.
   */
  private static Date parseTimestamp(String text) {
    if (text.matches("-?\\d+")) {
      return new Date(Long.parseLong(text));
    }
    if (text.endsWith("Z")) {
      return Date.from(Instant.parse(text));
    }
    if (text.length() == "2026-01-01".length()) {
      return Date.from(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
    return Date.from(LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC));
  }
}
