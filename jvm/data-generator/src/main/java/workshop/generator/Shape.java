package workshop.generator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** The schema of a key or value, and how a key or value of that schema is put together. */
final class Shape {
  private static final String NAME = "com.amazonaws.mskdatagen.Gen";

  private final Schema schema;
  private final Field leaf;

  /** What fills each field of a structure, in the schema's order. */
  private final List<Shape> children;

  private Shape(Schema schema, Field leaf, List<Shape> children) {
    this.schema = schema;
    this.leaf = leaf;
    this.children = children;
  }

  /** No fields make a null of an optional string, as upstream does for a topic without keys. */
  static Shape of(List<Field> fields) {
    return fields.isEmpty()
        ? new Shape(FieldType.STRING.schema(), null, List.of())
        : of(fields, 0, new int[1]);
  }

  Schema schema() {
    return schema;
  }

  /** The key or value of record {@code index}. */
  Object build(Series series, long index) {
    if (children.isEmpty()) {
      return leaf == null ? null : series.value(leaf, index);
    }
    Struct struct = new Struct(schema);
    for (int i = 0; i < children.size(); i++) {
      struct.put(schema.fields().get(i), children.get(i).build(series, index));
    }
    return struct;
  }

  /**
   * Upstream numbers nested structs by depth; the counter does the same and never gives a name
   * twice.
   */
  private static Shape of(List<Field> fields, int depth, int[] structs) {
    Field first = fields.get(0);
    if (first.id().path().names().size() == depth) {
      return new Shape(first.type().schema(), first, List.of());
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
    return new Shape(builder.build(), null, List.copyOf(children.values()));
  }
}
