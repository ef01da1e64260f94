package workshop.s3sink.resume;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import workshop.s3sink.config.SinkConfig;
import workshop.s3sink.file.ObjectPath;
import workshop.s3sink.partition.Partitioner;
import workshop.s3sink.store.ObjectStore;

/**
 * Keeps committed offsets from being set to what S3 contradicts. Where S3 says by itself where a
 * partition ends, a task goes on there whatever is committed, so another value would be a promise
 * that nobody keeps. Where records lie in folders a task goes on at the committed offset, so one
 * beyond all objects would be a gap, and one below them is how deleted folders are written again.
 */
public final class OffsetGuard {
  private final SinkConfig config;
  private final Partitioner partitioner;
  private final ObjectStore store;

  public OffsetGuard(SinkConfig config, Partitioner partitioner, ObjectStore store) {
    this.config = config;
    this.partitioner = partitioner;
    this.store = store;
  }

  /**
   * Throws {@link ConnectException}, naming every partition and object that an offset contradicts.
   *
   * @param offsets null for an offset that is to be forgotten
   */
  public void check(Map<TopicPartition, Long> offsets) {
    List<String> problems = new ArrayList<>();
    Map<TopicPartition, Long> sorted =
        new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    sorted.putAll(offsets);
    sorted.forEach((partition, offset) -> problem(partition, offset).ifPresent(problems::add));
    if (!problems.isEmpty()) {
      throw new ConnectException(String.join("; ", problems));
    }
  }

  private Optional<String> problem(TopicPartition partition, Long offset) {
    Optional<String> fixedPath = partitioner.fixedPath(partition.partition());
    return fixedPath.isPresent()
        ? problemAt(fixedPath.get(), partition, offset)
        : problemInFolders(partition, offset);
  }

  /** Tasks go on where the path ends, whatever is committed. */
  private Optional<String> problemAt(String path, TopicPartition partition, Long offset) {
    ObjectPath where =
        new ObjectPath(config.topicsDir(), partition.topic(), path, partition.partition());
    return new LastObjectReader(store)
        .read(where, Long.MAX_VALUE)
        .filter(last -> offset == null || offset != last.facts().lastOffset() + 1)
        .map(
            last ->
                (offset == null ? "No offset" : "Offset " + offset)
                    + " for "
                    + partition
                    + " contradicts S3, where `"
                    + last.key()
                    + "` ends before offset "
                    + (last.facts().lastOffset() + 1)
                    + ": tasks go on there, and to write records again their objects have to be"
                    + " deleted first");
  }

  /** Tasks go on at the committed offset and leave out what S3 has, so only a gap is wrong. */
  private Optional<String> problemInFolders(TopicPartition partition, Long offset) {
    if (offset == null) {
      return Optional.empty();
    }
    return new FolderEnds(store, config.topicsDir(), partition)
        .lastBelow(offset)
        .map(
            last ->
                "Offset "
                    + offset
                    + " for "
                    + partition
                    + " contradicts S3, where nothing goes beyond `"
                    + last.key()
                    + "`, which ends before offset "
                    + last.offset()
                    + ": the records in between would never be written");
  }
}
