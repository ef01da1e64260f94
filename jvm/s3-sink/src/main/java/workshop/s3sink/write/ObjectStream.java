package workshop.s3sink.write;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import workshop.s3sink.file.ObjectPath;
import workshop.s3sink.file.OpenFile;
import workshop.s3sink.json.JsonLine;
import workshop.s3sink.resume.LastObject;
import workshop.s3sink.resume.LastObjectReader;
import workshop.s3sink.resume.ResumePoint;

/**
 * The objects that one Kafka partition writes under one path, one after the other: where they end
 * in S3, the file that grows, and the files on their way.
 */
final class ObjectStream {
  private final ObjectPath path;
  private final StreamTools tools;
  private final UploadQueue uploads;
  private final boolean isSought;
  private final Retried<Optional<LastObject>> lookup;
  private boolean isResolved;
  private boolean isUsed;
  private ResumePoint resume;
  private long resumedEnd = -1;
  private long firstUnproved = -1;
  private OpenFile open;
  private Long firstTimestamp;
  private long openedMs;
  private long deadlineMs;

  /**
   * Starts to look for the end of the path.
   *
   * @param from the offset of its first record to come; {@link Long#MAX_VALUE} when reading will be
   *     set to the last record in S3
   */
  ObjectStream(ObjectPath path, StreamTools tools, long from) {
    this.path = path;
    this.tools = tools;
    this.isSought = from == Long.MAX_VALUE;
    this.uploads = new UploadQueue(tools.store(), tools.executor(), tools.clock());
    LastObjectReader reader = new LastObjectReader(tools.store());
    this.lookup = new Retried<>(() -> reader.read(path, from), tools.executor(), tools.clock());
  }

  /** Whether the end of the path is known, which it must be before {@link #append}. */
  boolean isResolved() {
    if (!isResolved && lookup.isDone()) {
      lookup.answer().ifPresent(this::resumeAt);
      isResolved = true;
    }
    return isResolved;
  }

  /** The last offset that S3 has, as long as it is not proved; reading has to go on with it. */
  OptionalLong resumeOffset() {
    return resume == null ? OptionalLong.empty() : OptionalLong.of(resume.lastOffset());
  }

  /** Takes a record, unless S3 has it. */
  void append(SinkRecord record) {
    isUsed = true;
    JsonLine line = tools.line();
    line.encode(record.valueSchema(), record.value());
    if (resume != null && isWritten(record, line)) {
      return;
    }
    Long timestamp = tools.partitioner().timestampOf(record);
    if (open != null && tools.rotation().isPast(firstTimestamp, timestamp)) {
      seal();
    }
    if (open == null) {
      openAt(record);
      firstTimestamp = timestamp;
    }
    open.append(record, line);
    if (tools.rotation().isFull(open.records())) {
      seal();
    }
  }

  /**
   * Completes what is due and moves uploads on; {@link KeyTakenException} as the queue throws it.
   *
   * @param lastSeen the last offset of the Kafka partition that was read
   */
  void advance(long lastSeen) {
    if (resume != null && lastSeen > resume.lastOffset()) {
      // The folder's own last record was compacted away, and the folder may never get another.
      resume.checkMissing(lastSeen);
      endReplay();
    }
    if (open != null && tools.rotation().isDue(openedMs, deadlineMs, tools.clock().wallMs())) {
      seal();
    }
    uploads.advance();
  }

  /** Completes the open file now. */
  void seal() {
    if (open != null) {
      uploads.add(open.seal(path, tools.config().connector(), tools.config().shape()));
      open = null;
    }
  }

  /** Whether something is under way that will be done without further records. */
  boolean isBusy() {
    return !isResolved || !uploads.isEmpty();
  }

  /** The lowest offset taken that is not in S3 for sure; empty when there is none. */
  OptionalLong firstUnwritten() {
    if (firstUnproved >= 0) {
      return OptionalLong.of(firstUnproved);
    }
    OptionalLong queued = uploads.firstOffset();
    return queued.isPresent() || open == null ? queued : OptionalLong.of(open.firstOffset());
  }

  /** The offset after the last record in S3; -1 when there is none or it is not proved. */
  long writtenEnd() {
    return Math.max(resumedEnd, uploads.writtenEnd());
  }

  /** Whether it has done its work, and could be looked up again. */
  boolean isIdle() {
    return isUsed && resume == null && open == null && uploads.isEmpty();
  }

  long openBytes() {
    return open == null ? 0 : open.reservedBytes();
  }

  long queuedBytes() {
    return uploads.reservedBytes();
  }

  /** Lets a running upload end. */
  void await(long timeoutMs) {
    uploads.await(timeoutMs);
  }

  private void resumeAt(LastObject last) {
    String owner = last.facts().connector();
    if (!last.isForeign() && !owner.equals(tools.config().connector())) {
      throw new ConnectException(
          "Object `"
              + last.key()
              + "` was written by connector `"
              + owner
              + "`, and a folder belongs"
              + " to one connector: set another `topics.dir` for `"
              + tools.config().connector()
              + "`, or delete the objects of topic `"
              + path.topic()
              + "`");
    }
    if (last.isForeign() && !isSought) {
      throw new ConnectException(
          "Object `"
              + last.key()
              + "` was written by another program, and where the records of its"
              + " folder end is not in its name: delete the objects of topic `"
              + path.topic()
              + "`, or set another `topics.dir`");
    }
    resume = new ResumePoint(last, isSought, tools.config());
  }

  /** Whether S3 has a record already; proves the resume point on the way. */
  private boolean isWritten(SinkRecord record, JsonLine line) {
    long offset = record.originalKafkaOffset();
    switch (resume.judge(offset)) {
      case BELOW -> {
        resume.checkBelow(record, line);
        firstUnproved = firstUnproved < 0 ? offset : firstUnproved;
        return true;
      }
      case LAST -> resume.checkLast(record, line);
      case PAST -> resume.checkMissing(offset);
    }
    boolean isPast = offset > resume.lastOffset();
    endReplay();
    return !isPast;
  }

  private void endReplay() {
    resumedEnd = resume.lastOffset() + 1;
    resume = null;
    firstUnproved = -1;
  }

  private void openAt(SinkRecord record) {
    open = new OpenFile(record.originalKafkaOffset(), tools.config().compression());
    openedMs = tools.clock().wallMs();
    deadlineMs = tools.rotation().deadline(openedMs);
  }
}
