package workshop.s3sink.file;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the objects of one Kafka partition lie under one encoded path, and how they are named:
 * {@code topics/order/partition=0/order+0+0000000100.json}, the number being the offset of the
 * first record.
 */
public record ObjectPath(String topicsDir, String topic, String encodedPath, int partition) {
  // S3Proxy leaves `<key>-<uuid>` behind when it dies during a put: only whole names count.
  private static final Pattern NAME_END = Pattern.compile("(\\d{10,19})\\.json(?:\\.gz)?");

  /** What all their keys begin with, up to the offset. */
  public String prefix() {
    String dir = topicsDir.isEmpty() ? "" : topicsDir + "/";
    return dir + topic + "/" + encodedPath + "/" + topic + "+" + partition + "+";
  }

  /** The key of the object that begins at an offset. */
  public String key(long startOffset, Compression compression) {
    return prefix() + String.format(Locale.ROOT, "%010d", startOffset) + compression.extension();
  }

  /** The offset at which the object of a key begins; empty when the key is none of these. */
  public OptionalLong startOf(String key) {
    if (!key.startsWith(prefix())) {
      return OptionalLong.empty();
    }
    Matcher end = NAME_END.matcher(key.substring(prefix().length()));
    return end.matches() ? OptionalLong.of(Long.parseLong(end.group(1))) : OptionalLong.empty();
  }
}
