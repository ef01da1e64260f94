package workshop.s3sink.partition;

import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/** Reads a field of a record's value by its name; dots lead into nested structs and maps. */
final class FieldValue {
  private FieldValue() {}

  /** The value, which may be null. Throws {@link DataException} when there is no such field. */
  static Object of(Object value, String name) {
    if (value instanceof Struct struct) {
      Field field = struct.schema().field(name);
      if (field != null) {
        return struct.get(field);
      }
    } else if (value instanceof Map<?, ?> map) {
      if (map.containsKey(name)) {
        return map.get(name);
      }
    } else {
      throw new DataException("field `" + name + "` needs a value with fields");
    }
    int dot = name.indexOf('.');
    if (dot < 0) {
      throw new DataException("the value has no field `" + name + "`");
    }
    return of(of(value, name.substring(0, dot)), name.substring(dot + 1));
  }
}
