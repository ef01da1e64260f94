import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidationStrategy;
import org.apache.avro.SchemaValidatorBuilder;

/**
 * Answers each line of standard input with what Avro for Java makes of it; the parts of a line are parted by tabs.
 *
 * <p>{@code pair}, a reader's and a writer's definition: {@code compatible}, {@code throws}, {@code unparsable} with the
 * side that it refuses, or the type and the location of every incompatibility. {@code history}, a mode, a definition and
 * those before it, newest first: {@code taken} or {@code refused}.
 */
public final class AvroCompatibility {
  public static void main(String[] args) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var answers = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] parts = line.split("\t");
      answers.append(parts[0].equals("pair") ? judgePair(parts[1], parts[2]) : judgeHistory(parts)).append('\n');
    }
    System.out.write(answers.toString().getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  private static String judgePair(String readerText, String writerText) {
    Schema reader = parse(readerText);
    if (reader == null) return "unparsable reader";
    Schema writer = parse(writerText);
    if (writer == null) return "unparsable writer";
    try {
      var found = new ArrayList<String>();
      for (var reason : SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult().getIncompatibilities())
        found.add(reason.getType() + " " + reason.getLocation());
      return found.isEmpty() ? "compatible" : String.join("; ", found);
    } catch (RuntimeException ambiguous) {
      return "throws";
    }
  }

  /** Avro's own notion of latest and all; its ready-made strategies do not ask SchemaCompatibility. */
  private static String judgeHistory(String[] parts) {
    String mode = parts[1];
    SchemaValidationStrategy strategy =
        (fresh, old) -> {
          if (!mode.startsWith("FORWARD")) read(fresh, old);
          if (!mode.startsWith("BACKWARD")) read(old, fresh);
        };
    var builder = new SchemaValidatorBuilder().strategy(strategy);
    List<Schema> past = new ArrayList<>();
    for (int index = 3; index < parts.length; index++) past.add(parse(parts[index]));
    try {
      (mode.endsWith("_ALL") ? builder.validateAll() : builder.validateLatest()).validate(parse(parts[2]), past);
      return "taken";
    } catch (SchemaValidationException | RuntimeException refused) {
      return "refused";
    }
  }

  private static void read(Schema reader, Schema writer) throws SchemaValidationException {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (result.getType() != SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE)
      throw new SchemaValidationException(reader, writer);
  }

  private static Schema parse(String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (RuntimeException refused) {
      return null;
    }
  }
}
