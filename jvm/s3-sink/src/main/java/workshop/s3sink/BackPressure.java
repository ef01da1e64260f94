package workshop.s3sink;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;
import workshop.s3sink.write.PartitionWriter;

/**
 * Pauses partitions that must not be read now: those that wait for S3 to tell where they end, and
 * all of them while the task's files take all the memory they may take.
 */
final class BackPressure {
  private final SinkTaskContext context;
  private final long maxBytes;
  private final Set<TopicPartition> paused = new HashSet<>();
  private boolean isFull;

  BackPressure(SinkTaskContext context, long maxBytes) {
    this.context = context;
    this.maxBytes = maxBytes;
  }

  void apply(Map<TopicPartition, PartitionWriter> writers) {
    measure(writers);
    writers.forEach((partition, writer) -> set(partition, isFull || writer.isWaiting()));
  }

  /**
   * A partition comes to this task. Connect remembers that it was paused when it was revoked, and
   * pauses it again before the task hears of it.
   */
  void open(TopicPartition partition) {
    paused.remove(partition);
    context.resume(partition);
  }

  private void measure(Map<TopicPartition, PartitionWriter> writers) {
    long low = maxBytes / 4 * 3;
    long bytes = writers.values().stream().mapToLong(PartitionWriter::reservedBytes).sum();
    isFull = bytes > (isFull ? low : maxBytes);
    long open = writers.values().stream().mapToLong(PartitionWriter::openBytes).sum();
    // What only grows never becomes free by itself.
    while (isFull && open > low) {
      open -=
          writers.values().stream()
              .max(Comparator.comparingLong(PartitionWriter::openBytes))
              .map(PartitionWriter::sealLargest)
              .orElseThrow();
    }
  }

  private void set(TopicPartition partition, boolean isToBePaused) {
    if (isToBePaused && paused.add(partition)) {
      context.pause(partition);
    } else if (!isToBePaused && paused.remove(partition)) {
      context.resume(partition);
    }
  }
}
