package workshop.s3sink.json;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;

/** The field names of a struct's schema, each encoded once as {@code "name":}. */
final class FieldNames {
  /** A converter that makes a new schema for every record must not fill the memory. */
  private static final int MAX_SCHEMAS = 1000;

  private final Map<Schema, byte[][]> names = new IdentityHashMap<>();

  byte[][] of(Schema schema) {
    byte[][] known = names.get(schema);
    if (known != null) {
      return known;
    }
    if (names.size() == MAX_SCHEMAS) {
      names.clear();
    }
    byte[][] encoded = encode(schema.fields());
    names.put(schema, encoded);
    return encoded;
  }

  private static byte[][] encode(List<Field> fields) {
    byte[][] encoded = new byte[fields.size()][];
    JsonBytes name = new JsonBytes();
    for (int i = 0; i < encoded.length; i++) {
      name.clear();
      name.appendQuoted(fields.get(i).name());
      name.append(':');
      encoded[i] = Arrays.copyOf(name.array(), name.length());
    }
    return encoded;
  }
}
