package workshop.s3sink.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonLineTest {
  private static final java.util.Date DAY = new java.util.Date(20_000L * 86_400_000);
  private final JsonConverter converter = new JsonConverter();
  private final JsonLine line = new JsonLine();

  @BeforeEach
  void configure() {
    converter.configure(Map.of("schemas.enable", "false"), false);
  }

  @Test
  void writesFieldsInSchemaOrderWithNullsAndALineEnd() {
    Schema order =
        SchemaBuilder.struct()
            .field("quantity", Schema.OPTIONAL_STRING_SCHEMA)
            .field("product_id", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    assertEquals(
        "{\"quantity\":null,\"product_id\":\"101\"}\n",
        encode(order, new Struct(order).put("product_id", "101")));
  }

  @Test
  void writesEveryTypeAsKafkasConverterDoes() {
    SchemaBuilder struct = SchemaBuilder.struct();
    Map<String, Object> values = new LinkedHashMap<>();
    add(struct, values, "i8", Schema.INT8_SCHEMA, (byte) -8);
    add(struct, values, "i16", Schema.INT16_SCHEMA, (short) 16);
    add(struct, values, "i32", Schema.INT32_SCHEMA, Integer.MIN_VALUE);
    add(struct, values, "i64", Schema.INT64_SCHEMA, Long.MAX_VALUE);
    add(struct, values, "f32", Schema.FLOAT32_SCHEMA, 0.1f);
    add(struct, values, "f32nan", Schema.FLOAT32_SCHEMA, Float.NaN);
    add(struct, values, "f64", Schema.FLOAT64_SCHEMA, 1e300);
    add(struct, values, "f64zero", Schema.FLOAT64_SCHEMA, -0.0);
    add(struct, values, "f64inf", Schema.FLOAT64_SCHEMA, Double.NEGATIVE_INFINITY);
    add(struct, values, "yes", Schema.BOOLEAN_SCHEMA, true);
    add(struct, values, "bytes", Schema.BYTES_SCHEMA, new byte[] {0, -1, 62, 63, 1});
    add(struct, values, "buffer", Schema.BYTES_SCHEMA, ByteBuffer.wrap(new byte[] {1, 2}));
    add(struct, values, "decimal", Decimal.schema(2), new BigDecimal("-123.45"));
    add(struct, values, "date", Date.SCHEMA, DAY);
    add(struct, values, "time", Time.SCHEMA, new java.util.Date(3_600_000));
    add(struct, values, "timestamp", Timestamp.SCHEMA, new java.util.Date(1_700_000_000_123L));
    add(struct, values, "names", list(Schema.OPTIONAL_STRING_SCHEMA), Arrays.asList("a", null));
    add(struct, values, "dates", list(Date.SCHEMA), List.of(DAY));
    add(struct, values, "none", list(Schema.INT32_SCHEMA), List.of());
    add(struct, values, "byName", mapOf(Schema.STRING_SCHEMA), Map.of("k\"", 1));
    add(struct, values, "byNumber", mapOf(Schema.INT32_SCHEMA), Map.of(5, 1));
    Schema schema = struct.build();
    Struct value = new Struct(schema);
    values.forEach(value::put);
    assertSameAsConverter(schema, value);
  }

  @Test
  void escapesTextAsKafkasConverterDoes() {
    Schema schema = SchemaBuilder.struct().field("t\"ext\u00e9", Schema.STRING_SCHEMA).build();
    for (int c = 0; c < 0x10000; c += 17) {
      String text = "a" + (char) c + (char) (c / 17) + "\ud83d\ude00\u2028";
      assertSameAsConverter(schema, new Struct(schema).put("t\"ext\u00e9", text));
    }
  }

  @Test
  void writesNestedStructsDefaultsAndEmptyStructsAsKafkasConverterDoes() {
    Schema inner =
        SchemaBuilder.struct()
            .optional()
            .field("d", SchemaBuilder.string().defaultValue("dflt").build())
            .field("o", SchemaBuilder.string().optional().defaultValue("opt").build())
            .build();
    Schema schema =
        SchemaBuilder.struct()
            .field("inner", inner)
            .field("gone", inner)
            .field("empty", SchemaBuilder.struct().build())
            .field("list", SchemaBuilder.array(inner).build())
            .build();
    Struct value =
        new Struct(schema)
            .put("inner", new Struct(inner))
            .put("empty", new Struct(schema.field("empty").schema()))
            .put("list", List.of(new Struct(inner).put("d", "x")));
    assertSameAsConverter(schema, value);
  }

  @Test
  void writesSchemalessMapsAsKafkasConverterDoes() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "x");
    value.put("nothing", null);
    value.put("list", List.of(1, 2.5, true, Map.of("deep", "er")));
    assertSameAsConverter(null, value);
  }

  @Test
  void refusesWhatHasNoJsonForm() {
    Schema schema = SchemaBuilder.struct().field("t", Schema.STRING_SCHEMA).build();
    assertThrows(DataException.class, () -> line.encode(null, new Object()));
    assertThrows(DataException.class, () -> line.encode(schema, new Struct(schema)));
  }

  private void assertSameAsConverter(Schema schema, Object value) {
    String expected = new String(converter.fromConnectData("t", schema, value), UTF_8);
    assertEquals(expected + "\n", encode(schema, value));
  }

  private String encode(Schema schema, Object value) {
    line.encode(schema, value);
    return new String(line.array(), 0, line.length(), UTF_8);
  }

  private static void add(
      SchemaBuilder struct, Map<String, Object> values, String name, Schema type, Object value) {
    struct.field(name, type);
    values.put(name, value);
  }

  private static Schema list(Schema item) {
    return SchemaBuilder.array(item).build();
  }

  private static Schema mapOf(Schema key) {
    return SchemaBuilder.map(key, Schema.INT32_SCHEMA).build();
  }
}
