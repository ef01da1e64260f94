package workshop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TypeTest {
  private static final String EPOCH = "#{number.number_between '1767225600000','1767225600009'}";

  @Test
  @DisplayName("typed attributes are written as their types, optional like all others")
  void types() {
    Struct value =
        (Struct)
            only(
                Map.of(
                    "genv.t.i.with",
                    "#{number.number_between '1','9'}",
                    "genv.t.i.type",
                    "int",
                    "genv.t.l.with",
                    EPOCH,
                    "genv.t.l.type",
                    "long",
                    "genv.t.d.with",
                    "#{number.random_double '2','1','9'}",
                    "genv.t.d.type",
                    "double",
                    "genv.t.b.with",
                    "#{bool.bool}",
                    "genv.t.b.type",
                    "boolean",
                    "genv.t.at.with",
                    EPOCH,
                    "genv.t.at.type",
                    "timestamp"));
    assertEquals(Schema.OPTIONAL_INT32_SCHEMA, value.schema().field("i").schema());
    assertEquals(Schema.OPTIONAL_INT64_SCHEMA, value.schema().field("l").schema());
    assertEquals(Schema.OPTIONAL_FLOAT64_SCHEMA, value.schema().field("d").schema());
    assertEquals(Schema.OPTIONAL_BOOLEAN_SCHEMA, value.schema().field("b").schema());
    assertEquals(Timestamp.builder().optional().build(), value.schema().field("at").schema());
    assertEquals(1767225600L, ((Date) value.get("at")).getTime() / 1000);
    value.validate();
  }

  @Test
  @DisplayName("a matched value keeps its type, or is turned into the one that is given")
  void matched() {
    Map<String, String> config = new HashMap<>();
    config.put("genkp.a.with", "#{number.number_between '1','1000'}");
    config.put("genkp.a.type", "int");
    config.put("genv.b.same.matching", "a.key");
    config.put("genv.b.text.matching", "a.key");
    config.put("genv.b.text.type", "string");
    for (SourceRecord record : new Worker(config, 0).emitSome(2)) {
      if (record.topic().equals("b")) {
        assertEquals(Worker.attribute(record, "same").toString(), Worker.attribute(record, "text"));
        assertTrue(Worker.attribute(record, "same") instanceof Integer);
      }
    }
  }

  @Test
  @DisplayName(
      "timestamps are read from epoch milliseconds, ISO-8601 and what datafaker's dates print")
  void timestamps() {
    Date expected = new Date(1767225600000L);
    for (String text :
        new String[] {
          "1767225600000", "2026-01-01", "2026-01-01T00:00:00Z", "2026-01-01 00:00:00.0"
        }) {
      assertEquals(expected, FieldType.TIMESTAMP.parse(text));
    }
  }

  private static Object only(Map<String, String> config) {
    return new Worker(config, 0).emit().get(0).value();
  }
}
