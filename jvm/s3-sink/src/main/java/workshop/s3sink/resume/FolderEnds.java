package workshop.s3sink.resume;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import workshop.s3sink.file.ObjectFacts;
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
   * The object that goes furthest, if none has the record before an offset or a later one; empty
   * also when there is no object, or one that does not tell. Lists the whole topic: no name says
   * which folders a partition has.
   */
  Optional<End> lastBelow(long offset) {
    List<Start> starts =
        lastStarts().values().stream()
            .sorted(Comparator.comparingLong(Start::offset).reversed())
            .toList();
    End last = null;
    for (Start start : starts) {
      // What begins there goes further, whatever it holds.
      long end = start.offset() >= offset ? offset : endOf(start.key());
      if (end >= offset) {
        return Optional.empty();
      }
      last = last == null || end > last.offset() ? new End(start.key(), end) : last;
    }
    return Optional.ofNullable(last);
  }

  /** The last object of every folder. */
  private Map<String, Start> lastStarts() {
    Map<String, Start> folders = new HashMap<>();
    String prefix = (topicsDir.isEmpty() ? "" : topicsDir + "/") + partition.topic() + "/";
    store.forEachPage(prefix, prefix, keys -> keys.forEach(key -> add(folders, prefix, key)));
    return folders;
  }

  private void add(Map<String, Start> folders, String prefix, String key) {
    int end = key.lastIndexOf('/');
    if (end < prefix.length()) {
      return;
    }
    String folder = key.substring(prefix.length(), end);
    new ObjectPath(topicsDir, partition.topic(), folder, partition.partition())
        .startOf(key)
        .ifPresent(
            offset ->
                folders.merge(
                    folder, new Start(key, offset), (a, b) -> a.offset() > b.offset() ? a : b));
  }

  private long endOf(String key) {
    return store
        .metadata(key)
        .flatMap(ObjectFacts::of)
        .map(facts -> facts.lastOffset() + 1)
        .orElse(Long.MAX_VALUE);
  }

  /** An object and the offset after its last record. */
  record End(String key, long offset) {}

  private record Start(String key, long offset) {}
}
