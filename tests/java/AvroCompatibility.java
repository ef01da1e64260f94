import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * Answers each line of standard input, a reader's and a writer's definition parted by a tab, with what Avro for Java makes
 * of it: {@code compatible}, {@code incompatible}, {@code throws}, or {@code unparsable} with the side that it refuses.
 */
public final class AvroCompatibility {
  public static void main(String[] args) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var answers = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] pair = line.split("\t");
      answers.append(judge(pair[0], pair[1])).append('\n');
    }
    System.out.write(answers.toString().getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  private static String judge(String readerText, String writerText) {
    Schema reader = parse(readerText);
    if (reader == null) return "unparsable reader";
    Schema writer = parse(writerText);
    if (writer == null) return "unparsable writer";
    try {
      var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
      return result.getType() == SchemaCompatibilityType.COMPATIBLE ? "compatible" : "incompatible";
    } catch (RuntimeException ambiguous) {
      return "throws";
    }
  }

  private static Schema parse(String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (RuntimeException refused) {
      return null;
    }
  }
}
