package workshop.s3sink.file;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an object's metadata says about it, so that a later task can go on behind it, and can see
 * whether the topic is still the one that it was written from.
 *
 * @param connector the connector that wrote it
 * @param firstOffset of its first line
 * @param lastOffset of its last line
 * @param records how many lines it has
 * @param lastTimestamp of the last line's record in ms; null when the record had none
 * @param lastLineHash SHA-256 of the last line with its line end
 * @param shape fingerprint of the settings that form a line (converters, transforms)
 */
public record ObjectFacts(
    String connector,
    String topic,
    int partition,
    long firstOffset,
    long lastOffset,
    long records,
    Long lastTimestamp,
    String lastLineHash,
    String shape) {
  /** The metadata that holds the CRC-32C of the object's bytes, which come after the facts. */
  public static final String CONTENT_HASH = "crc32c";

  /** As S3 user metadata; S3 allows ASCII only, a connector's name may hold anything. */
  public Map<String, String> toMetadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("connector", URLEncoder.encode(connector, StandardCharsets.UTF_8));
    metadata.put("topic", topic);
    metadata.put("partition", String.valueOf(partition));
    metadata.put("first-offset", String.valueOf(firstOffset));
    metadata.put("last-offset", String.valueOf(lastOffset));
    metadata.put("records", String.valueOf(records));
    if (lastTimestamp != null) {
      metadata.put("last-timestamp", lastTimestamp.toString());
    }
    metadata.put("last-line-sha256", lastLineHash);
    metadata.put("shape", shape);
    return metadata;
  }

  /** Reads them back; empty when the object was not written by this connector class. */
  public static Optional<ObjectFacts> of(Map<String, String> metadata) {
    if (!metadata.containsKey("last-offset") || !metadata.containsKey("last-line-sha256")) {
      return Optional.empty();
    }
    try {
      String timestamp = metadata.get("last-timestamp");
      return Optional.of(
          new ObjectFacts(
              URLDecoder.decode(metadata.get("connector"), StandardCharsets.UTF_8),
              metadata.get("topic"),
              Integer.parseInt(metadata.get("partition")),
              Long.parseLong(metadata.get("first-offset")),
              Long.parseLong(metadata.get("last-offset")),
              Long.parseLong(metadata.get("records")),
              timestamp == null ? null : Long.valueOf(timestamp),
              metadata.get("last-line-sha256"),
              metadata.get("shape")));
    } catch (NumberFormatException | NullPointerException notOurs) {
      return Optional.empty();
    }
  }
}
