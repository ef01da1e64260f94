package workshop.s3sink.json;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;

/**
 * Writes a Connect value as one line of compact JSON, byte for byte what Kafka's JsonConverter
 * makes of it with {@code schemas.enable=false} (which is what Confluent's JsonFormat writes), and
 * several times as fast, because no tree is built in between.
 */
public final class JsonLine {
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final JsonBytes line = new JsonBytes();
  private final FieldNames names = new FieldNames();

  /**
   * Encodes a value and its line end; the result is read with {@link #array} and {@link #length}
   * until the next call. Throws {@link DataException} for a value that JSON or its schema forbids.
   */
  public void encode(Schema schema, Object value) {
    line.clear();
    // Only a struct is written by its schema: upstream hands any other value to Jackson as it is.
    append(value instanceof Struct ? schema : null, value);
    line.append('\n');
  }

  /** The bytes of the last encoded line; valid up to {@link #length}. */
  public byte[] array() {
    return line.array();
  }

  /** The size of the last encoded line in bytes, with its line end. */
  public int length() {
    return line.length();
  }

  /** Copies the last encoded line into a stream. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(line.array(), 0, line.length());
  }

  private void append(Schema schema, Object value) {
    if (value == null) {
      appendNull(schema);
    } else if (schema != null && schema.name() != null && appendLogical(schema, value)) {
      return;
    } else if (value instanceof Struct struct) {
      appendStruct(struct);
    } else if (value instanceof Map<?, ?> map) {
      appendMap(schema, map);
    } else if (value instanceof Collection<?> list) {
      appendArray(schema == null ? null : schema.valueSchema(), list);
    } else {
      appendPrimitive(value);
    }
  }

  private void appendNull(Schema schema) {
    if (schema != null && schema.defaultValue() != null) {
      append(schema, schema.defaultValue());
    } else if (schema == null || schema.isOptional()) {
      line.append(NULL);
    } else {
      throw new DataException("A required field without a default holds null");
    }
  }

  private boolean appendLogical(Schema schema, Object value) {
    switch (schema.name()) {
      case Decimal.LOGICAL_NAME -> line.appendBase64(Decimal.fromLogical(schema, decimal(value)));
      case Date.LOGICAL_NAME -> appendNumber(Date.fromLogical(schema, date(value)));
      case Time.LOGICAL_NAME -> appendNumber(Time.fromLogical(schema, date(value)));
      case Timestamp.LOGICAL_NAME -> appendNumber(Timestamp.fromLogical(schema, date(value)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static BigDecimal decimal(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    throw new DataException("A Decimal needs a BigDecimal, got " + value.getClass().getName());
  }

  private static java.util.Date date(Object value) {
    if (value instanceof java.util.Date date) {
      return date;
    }
    throw new DataException("A date or time needs a Date, got " + value.getClass().getName());
  }

  private void appendStruct(Struct struct) {
    Schema schema = struct.schema();
    byte[][] encodedNames = names.of(schema);
    List<Field> fields = schema.fields();
    for (int i = 0; i < encodedNames.length; i++) {
      line.append(i == 0 ? '{' : ',');
      line.append(encodedNames[i]);
      append(fields.get(i).schema(), struct.getWithoutDefault(fields.get(i).name()));
    }
    if (encodedNames.length == 0) {
      line.append('{');
    }
    line.append('}');
  }

  private void appendArray(Schema schema, Collection<?> list) {
    line.append('[');
    for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
      append(schema, items.next());
      if (items.hasNext()) {
        line.append(',');
      }
    }
    line.append(']');
  }

  /** A map whose keys are not strings becomes a list of pairs, as JsonConverter does it. */
  private void appendMap(Schema schema, Map<?, ?> map) {
    boolean isObject =
        schema == null
            ? map.keySet().stream().allMatch(String.class::isInstance)
            : schema.keySchema().type() == Schema.Type.STRING;
    line.append(isObject ? '{' : '[');
    for (Iterator<? extends Map.Entry<?, ?>> all = map.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<?, ?> entry = all.next();
      if (isObject) {
        line.appendQuoted(String.valueOf(entry.getKey()));
        line.append(':');
      } else {
        line.append('[');
        append(schema == null ? null : schema.keySchema(), entry.getKey());
        line.append(',');
      }
      append(schema == null ? null : schema.valueSchema(), entry.getValue());
      if (!isObject) {
        line.append(']');
      }
      if (all.hasNext()) {
        line.append(',');
      }
    }
    line.append(isObject ? '}' : ']');
  }

  private void appendPrimitive(Object value) {
    if (value instanceof CharSequence text) {
      line.appendQuoted(text.toString());
    } else if (value instanceof Number number) {
      appendNumber(number);
    } else if (value instanceof Boolean) {
      line.appendAscii(value.toString());
    } else if (value instanceof byte[] bytes) {
      line.appendBase64(bytes);
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      line.appendBase64(bytes);
    } else if (value instanceof java.util.Date date) {
      appendNumber(date.getTime());
    } else {
      throw new DataException("JSON has no form for a " + value.getClass().getName());
    }
  }

  private void appendNumber(Number number) {
    double asDouble =
        number instanceof Double || number instanceof Float ? number.doubleValue() : 0;
    if (Double.isFinite(asDouble)) {
      line.appendAscii(number.toString());
    } else {
      // NaN and the infinities are no JSON numbers; Jackson quotes them.
      line.appendQuoted(number.toString());
    }
  }
}
