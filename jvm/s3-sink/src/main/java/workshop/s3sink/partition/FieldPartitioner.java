package workshop.s3sink.partition;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** A folder for each combination of some fields' values: {@code product_id=101/quantity=2}. */
public final class FieldPartitioner implements Partitioner {
  private final List<String> fields;

  public FieldPartitioner(List<String> fields) {
    this.fields = fields;
  }

  @Override
  public String pathOf(SinkRecord record) {
    return fields.stream()
        .map(field -> field + "=" + text(field, FieldValue.of(record.value(), field)))
        .collect(Collectors.joining("/"));
  }

  @Override
  public Optional<String> fixedPath(int partition) {
    return Optional.empty();
  }

  private static String text(String field, Object value) {
    boolean isSimple =
        value == null
            || value instanceof String
            || value instanceof Boolean
            || value instanceof Byte
            || value instanceof Short
            || value instanceof Integer
            || value instanceof Long;
    if (!isSimple) {
      throw new DataException(
          "field `"
              + field
              + "` is a "
              + value.getClass().getSimpleName()
              + ", and a folder can be"
              + " named after text, whole numbers and booleans");
    }
    return String.valueOf(value);
  }
}
