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
 * that nobody keeps.
 */
public final class OffsetGuard {
  private final SinkConfig config;
  private final Partitioner partitioner;
  private final LastObjectReader reader;

  public OffsetGuard(SinkConfig config, Partitioner partitioner, ObjectStore store) {
    this.config = config;
    this.partitioner = partitioner;
    this.reader = new LastObjectReader(store);
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
      throw new ConnectException(
          String.join("; ", problems)
              + ". Tasks go on where S3 ends: to write records again delete their objects first");
    }
  }

  private Optional<String> problem(TopicPartition partition, Long offset) {
    return partitioner
        .fixedPath(partition.partition())
        .flatMap(path -> lastObject(partition, path))
        .filter(last -> offset == null || offset != last.facts().lastOffset() + 1)
        .map(
            last ->
                (offset == null ? "No offset" : "Offset " + offset)
                    + " for "
                    + partition
                    + " contradicts S3, where `"
                    + last.key()
                    + "` ends before offset "
                    + (last.facts().lastOffset() + 1));
  }

  private Optional<LastObject> lastObject(TopicPartition partition, String path) {
    ObjectPath where =
        new ObjectPath(config.topicsDir(), partition.topic(), path, partition.partition());
    return reader.read(where, Long.MAX_VALUE);
  }
}
