package workshop.s3sink.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The settings in the repository's own {@code configs/sink.json}. */
public final class TutorialConfig {
  private TutorialConfig() {}

  public static Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    try {
      new ObjectMapper()
          .readTree(Path.of("../../configs/sink.json").toFile())
          .get("config")
          .properties()
          .forEach(entry -> properties.put(entry.getKey(), entry.getValue().asText()));
    } catch (IOException error) {
      throw new UncheckedIOException("configs/sink.json cannot be read", error);
    }
    properties.put("name", "order-sink");
    return properties;
  }
}
