package workshop.s3sink.write;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import workshop.s3sink.file.ObjectPath;

/**
 * Writes one Kafka partition. S3 says where to go on: reading is set to the last record that is
 * there, and set again whenever S3 turns out to hold more than was known.
 */
public final class PartitionWriter {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionWriter.class);
  private static final long NONE = -1;
  private static final int MAX_IDLE_STREAMS = 200;

  private final TopicPartition partition;
  private final StreamTools tools;
  private final Map<String, ObjectStream> streams = new LinkedHashMap<>();
  private boolean isWaiting;
  private long safeOffset = NONE;
  private long lastSeen = NONE;
  private long writtenEnd = NONE;
  private long rewindTo = NONE;

  /** Starts to look for the end of S3 where the path is known beforehand. */
  public PartitionWriter(TopicPartition partition, StreamTools tools) {
    this.partition = partition;
    this.tools = tools;
    openFixedPath();
  }

  /** Whether no records are wanted until S3 has told where a path ends. */
  public boolean isWaiting() {
    return isWaiting;
  }

  /** Whether S3 owes an answer. */
  public boolean isBusy() {
    return streams.values().stream().anyMatch(ObjectStream::isBusy);
  }

  /**
   * Takes a record that has a value. While {@link #isWaiting} it is dropped and read again later.
   * Throws {@link DataException} when the record has no place or no line.
   */
  public void append(SinkRecord record) {
    long offset = record.originalKafkaOffset();
    safeOffset = safeOffset == NONE ? offset : safeOffset;
    if (isWaiting) {
      rewindTo = rewindTo == NONE ? offset : rewindTo;
      lookAhead(record);
      return;
    }
    ObjectStream stream = streamAt(tools.partitioner().pathOf(record), offset);
    if (!stream.isResolved()) {
      isWaiting = true;
      rewindTo = offset;
      return;
    }
    stream.append(record);
    lastSeen = offset;
  }

  /**
   * Moves everything on that does not need records.
   *
   * @return the offset from which reading has to go on; empty to read on
   */
  public OptionalLong advance() {
    try {
      streams.values().forEach(stream -> stream.advance(lastSeen));
    } catch (KeyTakenException taken) {
      LOG.warn("{}: {}; looking again where S3 ends", partition, taken.getMessage());
      startOver();
    }
    forgetIdle();
    boolean isKnown = streams.values().stream().allMatch(ObjectStream::isResolved);
    return isWaiting && isKnown ? readOn() : OptionalLong.empty();
  }

  /**
   * The offset that may be committed: everything below it is in S3, or was before this task came.
   * Empty only before the first record: where a task says nothing Connect commits the offset to
   * which reading was last set, and that may lie above what is still in memory.
   */
  public OptionalLong committable() {
    if (safeOffset == NONE) {
      return OptionalLong.empty();
    }
    long written = Math.max(safeOffset, writtenEnd());
    long taken = Math.max(safeOffset, lastSeen + 1);
    long pending = firstUnwritten().orElse(Long.MAX_VALUE);
    return OptionalLong.of(Math.min(written, Math.min(taken, pending)));
  }

  /** The memory that its files take. */
  public long reservedBytes() {
    return openBytes() + queuedBytes();
  }

  /** The memory that becomes free as S3 takes complete files. */
  public long queuedBytes() {
    return streams.values().stream().mapToLong(ObjectStream::queuedBytes).sum();
  }

  /** The memory of files that still grow. */
  public long openBytes() {
    return streams.values().stream().mapToLong(ObjectStream::openBytes).sum();
  }

  /** Completes the largest open file, and returns the memory that it took. */
  public long sealLargest() {
    ObjectStream largest =
        Collections.max(streams.values(), Comparator.comparingLong(ObjectStream::openBytes));
    long bytes = largest.openBytes();
    largest.seal();
    return bytes;
  }

  /** Lets running uploads end, so that the partition's next owner sees their objects. */
  public void await(long timeoutMs) {
    streams.values().forEach(stream -> stream.await(timeoutMs));
  }

  private void openFixedPath() {
    tools
        .partitioner()
        .fixedPath(partition.partition())
        .ifPresent(
            path -> {
              streamAt(path, Long.MAX_VALUE);
              isWaiting = true;
            });
  }

  /** Looks up the path of a record that will come again, so that one wait is enough for many. */
  private void lookAhead(SinkRecord record) {
    try {
      streamAt(tools.partitioner().pathOf(record), record.originalKafkaOffset());
    } catch (DataException error) {
      LOG.debug("{}: will fail when it comes again", partition, error);
    }
  }

  private ObjectStream streamAt(String path, long from) {
    ObjectStream known = streams.get(path);
    if (known != null) {
      return known;
    }
    String dir = tools.config().topicsDir();
    ObjectPath where = new ObjectPath(dir, partition.topic(), path, partition.partition());
    ObjectStream stream = new ObjectStream(where, tools, from);
    streams.put(path, stream);
    return stream;
  }

  /** Paths that nobody writes to any more (yesterday's hours) must not fill the memory. */
  private void forgetIdle() {
    if (streams.size() > MAX_IDLE_STREAMS) {
      writtenEnd = writtenEnd();
      streams.values().removeIf(ObjectStream::isIdle);
    }
  }

  private long writtenEnd() {
    return streams.values().stream()
        .mapToLong(ObjectStream::writtenEnd)
        .reduce(writtenEnd, Math::max);
  }

  private OptionalLong firstUnwritten() {
    return streams.values().stream()
        .map(ObjectStream::firstUnwritten)
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::orElseThrow)
        .min();
  }

  private void startOver() {
    // Nothing that was committed is taken back.
    safeOffset = committable().orElse(safeOffset);
    rewindTo = firstUnwritten().orElse(rewindTo);
    lastSeen = NONE;
    writtenEnd = NONE;
    isWaiting = true;
    streams.clear();
    openFixedPath();
  }

  private OptionalLong readOn() {
    OptionalLong resume =
        tools
            .partitioner()
            .fixedPath(partition.partition())
            .map(path -> streams.get(path).resumeOffset())
            .orElse(OptionalLong.empty());
    resume.ifPresent(last -> safeOffset = last);
    long from = resume.orElse(rewindTo);
    isWaiting = false;
    rewindTo = NONE;
    return from == NONE ? OptionalLong.empty() : OptionalLong.of(from);
  }
}
