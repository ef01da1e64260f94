package workshop.s3sink.resume;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import workshop.s3sink.file.ObjectPath;
import workshop.s3sink.store.ObjectStore;

/** Where S3 ends for a Kafka partition whose records lie in many folders. */
final class FolderEnds {
  private final ObjectStore store;
  private final String topicsDir;
  private final TopicPartition partition;

  FolderEnds(ObjectStore store, String topicsDir, TopicPartition partition) {
    this.store = store;
    this.topicsDir = topicsDir;
    this.partition = partition;
  }

  /**
   * The object that goes furthest, if it ends before an offset is reached; empty when another goes
   * as far as that, or when there is none. Lists the whole topic: no name says which folders a
   * partition has.
   */
  Optional<LastObject> lastBelow(long offset) {
    List<Start> ends =
        lastStarts().stream().sorted(Comparator.comparingLong(Start::offset).reversed()).toList();
    LastObject last = null;
    for (Start start : ends) {
      // An object that begins there or later goes further, whatever it holds.
      if (start.offset() >= offset) {
        return Optional.empty();
      }
      LastObject end = new LastObjectReader(store).read(start.path(), Long.MAX_VALUE).orElseThrow();
      if (end.facts().lastOffset() + 1 >= offset) {
        return Optional.empty();
      }
      last = last == null || end.facts().lastOffset() > last.facts().lastOffset() ? end : last;
    }
    return Optional.ofNullable(last);
  }

  private Collection<Start> lastStarts() {
    Map<String, Start> folders = new HashMap<>();
    String prefix = (topicsDir.isEmpty() ? "" : topicsDir + "/") + partition.topic() + "/";
    store.forEachPage(
        prefix,
        prefix,
        keys ->
            keys.forEach(
                key ->
                    startOf(prefix, key)
                        .ifPresent(
                            start ->
                                folders.merge(
                                    start.path().encodedPath(),
                                    start,
                                    (a, b) -> a.offset() > b.offset() ? a : b))));
    return folders.values();
  }

  private Optional<Start> startOf(String prefix, String key) {
    int end = key.lastIndexOf('/');
    if (end < prefix.length()) {
      return Optional.empty();
    }
    String folder = key.substring(prefix.length(), end);
    ObjectPath path = new ObjectPath(topicsDir, partition.topic(), folder, partition.partition());
    return path.startOf(key).stream().mapToObj(offset -> new Start(path, offset)).findAny();
  }

  /** Where the last object of a folder begins. */
  private record Start(ObjectPath path, long offset) {}
}
