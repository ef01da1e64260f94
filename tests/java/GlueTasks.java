import com.amazonaws.services.schemaregistry.kafkaconnect.AWSKafkaAvroConverter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * AWS's own Connect converter, used as the tasks of a worker use it. Each argument is a story and the endpoint of the
 * registry that it is told to, {@code story=endpoint}; all run side by side. Prints one line for each step: story, step,
 * milliseconds, and what came of it, parted by tabs.
 */
public final class GlueTasks {
  private static final Schema V1 = item().field("value", Schema.INT32_SCHEMA).build();
  private static final Schema V2 =
      item().field("value", Schema.INT32_SCHEMA).field("note", Schema.OPTIONAL_STRING_SCHEMA).build();
  private static final Schema V3 = item().field("value", Schema.STRING_SCHEMA).build();

  public static void main(String[] args) throws Exception {
    var stories = new ArrayList<Callable<Void>>();
    for (String arg : args) {
      String story = arg.substring(0, arg.indexOf('='));
      String endpoint = arg.substring(arg.indexOf('=') + 1);
      stories.add(() -> tell(story, endpoint));
    }
    together(stories);
  }

  /** Runs all at the same time and waits for them; a story that breaks breaks the test. */
  private static <T> void together(List<Callable<T>> bodies) throws Exception {
    var threads = Executors.newFixedThreadPool(bodies.size());
    try {
      for (var done : threads.invokeAll(bodies)) done.get();
    } finally {
      threads.shutdown();
    }
  }

  private static Void tell(String story, String endpoint) throws Exception {
    switch (story) {
      case "first" -> {
        byte[] record = step(story, "send", () -> send(task(endpoint, "BACKWARD"), V1, 7));
        step(story, "read", () -> task(endpoint, "BACKWARD").toConnectData("s1", record).value().toString().getBytes());
      }
      case "race" -> {
        var start = new CyclicBarrier(2);
        Callable<byte[]> racing = () -> {
          var task = task(endpoint, "BACKWARD");
          start.await();
          return send(task, V1, 7);
        };
        together(List.of(() -> step(story, "one", racing), () -> step(story, "other", racing)));
      }
      case "incompatible" -> {
        step(story, "old", () -> send(task(endpoint, "BACKWARD"), V1, 7));
        step(story, "new", () -> send(task(endpoint, "BACKWARD"), V3, "x"));
        step(story, "restarted", () -> send(task(endpoint, "BACKWARD"), V3, "x"));
      }
      case "pending", "exhausted" -> {
        step(story, "old", () -> send(task(endpoint, "FULL_ALL"), V1, 7));
        step(story, "new", () -> send(task(endpoint, "FULL_ALL"), V2, 7));
      }
      default -> step(story, "send", () -> send(task(endpoint, "BACKWARD"), V1, 7));
    }
    return null;
  }

  private static AWSKafkaAvroConverter task(String endpoint, String compatibility) {
    Map<String, Object> config = new HashMap<>();
    config.put("endpoint", endpoint);
    config.put("region", "us-east-1");
    config.put("registry.name", "r1");
    config.put("compatibility", compatibility);
    config.put("schemaAutoRegistrationEnabled", true);
    config.put("avroRecordType", "GENERIC_RECORD");
    var converter = new AWSKafkaAvroConverter();
    converter.configure(config, false);
    return converter;
  }

  private static byte[] send(AWSKafkaAvroConverter task, Schema schema, Object value) {
    return task.fromConnectData("s1", schema, new Struct(schema).put("value", value));
  }

  private static byte[] step(String story, String name, Callable<byte[]> body) {
    long start = System.nanoTime();
    byte[] bytes = null;
    String outcome;
    try {
      bytes = body.call();
      outcome = "ok\t" + HexFormat.of().formatHex(bytes);
    } catch (Exception failure) {
      var text = new StringBuilder();
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) text.append(cause.getMessage()).append(" | ");
      outcome = "failed\t" + text.toString().replaceAll("\\s+", " ");
    }
    synchronized (System.out) {
      System.out.printf("%s\t%s\t%d\t%s%n", story, name, (System.nanoTime() - start) / 1_000_000, outcome);
    }
    return bytes;
  }

  private static SchemaBuilder item() {
    return SchemaBuilder.struct().name("Item");
  }
}
