package workshop.generator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** The schema of a key or value, and how a key or value of that schema is put together. */
final class Shape {
  private static final String NAME = "com.amazonaws.mskdatagen.Gen";

  private final Schema schema;
  private final Field leaf;
  private final Map<String, Shape> children;

  private Shape(Schema schema, Field leaf, Map<String, Shape> children) {
    this.schema = schema;
    this.leaf = leaf;
    this.children = children;
  }

  /** No fields make a null of an optional string, as upstream does for a topic without keys. */
  static Shape of(List<Field> fields) {
    return fields.isEmpty()
        ? new Shape(FieldType.STRING.schema(), null, Map.of())
        : of(fields, 0, new int[1]);
  }

  Schema schema() {
    return schema;
  }

  Object build(Function<Field, Object> values) {
    if (children.isEmpty()) {
      return leaf == null ? null : values.apply(leaf);
    }
    Struct struct = new Struct(schema);
    children.forEach((name, child) -> struct.put(name, child.build(values)));
    return struct;
  }

  /**
   * Upstream numbers nested structs by depth; the counter does the same and never gives a name
   * twice.
   */
  private static Shape of(List<Field> fields, int depth, int[] structs) {
    Field first = fields.get(0);
    if (first.id().path().names().size() == depth) {
      return new Shape(first.type().schema(), first, Map.of());
    }
    SchemaBuilder builder = SchemaBuilder.struct().name(NAME + structs[0]++).optional();
    Map<String, List<Field>> byName = new TreeMap<>();
    for (Field field : fields) {
      String name = field.id().path().names().get(depth);
      byName.computeIfAbsent(name, n -> new ArrayList<>()).add(field);
    }
    // Upstream lists fields in the order of a HashMap, and registered schemas have to be equal.
    Map<String, Shape> children = new HashMap<>();
    byName.forEach((name, inside) -> children.put(name, of(inside, depth + 1, structs)));
    children.forEach((name, child) -> builder.field(name, child.schema));
    return new Shape(builder.build(), null, children);
  }
}
