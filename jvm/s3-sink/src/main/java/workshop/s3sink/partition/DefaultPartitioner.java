package workshop.s3sink.partition;

import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/** One folder for each Kafka partition: {@code partition=0}. */
public final class DefaultPartitioner implements Partitioner {
  private int lastPartition = -1;
  private String lastPath;

  @Override
  public String pathOf(SinkRecord record) {
    int partition = record.originalKafkaPartition();
    if (partition != lastPartition) {
      lastPath = path(partition);
      lastPartition = partition;
    }
    return lastPath;
  }

  @Override
  public Optional<String> fixedPath(int partition) {
    return Optional.of(path(partition));
  }

  private static String path(int partition) {
    return "partition=" + partition;
  }
}
