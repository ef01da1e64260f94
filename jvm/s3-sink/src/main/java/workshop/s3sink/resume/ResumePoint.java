package workshop.s3sink.resume;

import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import workshop.s3sink.config.SinkConfig;
import workshop.s3sink.file.Sha256;
import workshop.s3sink.json.JsonLine;

/**
 * The end of what S3 has, until the record there was read again and proved to be the one that was
 * written. Connect shows a task no topic id, so this is how a topic that was deleted and made anew
 * is told from the one that the objects came from.
 */
public final class ResumePoint {
  private static final Logger LOG = LoggerFactory.getLogger(ResumePoint.class);

  private final LastObject last;
  private final boolean isSought;
  private final boolean failsOnMissing;
  private final String shape;
  private boolean isReplayed;

  /**
   * @param isSought whether reading was set to the last offset, so that nothing below it can come
   */
  public ResumePoint(LastObject last, boolean isSought, SinkConfig config) {
    this.last = last;
    this.isSought = isSought;
    this.failsOnMissing = config.failsOnMissingRecord();
    this.shape = config.shape();
  }

  /** The offset of the last record in S3. */
  public long lastOffset() {
    return last.facts().lastOffset();
  }

  /** What a record's offset says. */
  public Verdict judge(long offset) {
    if (offset > lastOffset()) {
      return Verdict.PAST;
    }
    return offset == lastOffset() ? Verdict.LAST : Verdict.BELOW;
  }

  /**
   * A record below the last offset came: throws when none should have, or when it is not among the
   * lines of the object that covers it, as far as that object is known.
   */
  public void checkBelow(SinkRecord record, JsonLine line) {
    if (isSought) {
      throw earlierLife(
          "reading was to go on there, but the topic begins again at offset "
              + record.originalKafkaOffset());
    }
    ReplayedLines lines = last.replayed();
    boolean isCovered = lines != null && record.originalKafkaOffset() <= lines.lastOffset();
    if (isCovered && lines.shape().equals(shape) && !lines.contains(hash(line))) {
      throw earlierLife(
          "the record at offset "
              + record.originalKafkaOffset()
              + " is not in "
              + (lines.key() == null ? "any object" : "`" + lines.key() + "`"));
    }
    isReplayed = true;
  }

  /** Throws when the record at the last offset is not the one whose line ends the object. */
  public void checkLast(SinkRecord record, JsonLine line) {
    Long timestamp = last.facts().lastTimestamp();
    if (timestamp != null && !timestamp.equals(record.timestamp())) {
      throw earlierLife(
          "the record there is from " + record.timestamp() + " ms now, it was from " + timestamp);
    }
    if (isComparable() && !hash(line).equals(last.facts().lastLineHash())) {
      throw earlierLife("the record there is not the one in the object's last line");
    }
  }

  /** Reading has gone past the last record, which is gone: throws, or goes on, as configured. */
  public void checkMissing(long offset) {
    if (!isSought && !isReplayed) {
      return;
    }
    String message =
        "Object `"
            + last.key()
            + "` ends at offset "
            + lastOffset()
            + " of "
            + name()
            + ", which the topic no longer has (reading is at offset "
            + offset
            + "): it cannot be told whether it is still the same topic";
    if (failsOnMissing) {
      throw new ConnectException(
          message + remedy() + "; or set `resume.on.missing.record` to continue");
    }
    LOG.warn("{}; going on, because `resume.on.missing.record` says so", message);
  }

  private boolean isComparable() {
    return last.isForeign() || last.facts().shape().equals(shape);
  }

  private static String hash(JsonLine line) {
    return Sha256.hex(line.array(), 0, line.length());
  }

  private ConnectException earlierLife(String why) {
    return new ConnectException(
        "Object `"
            + last.key()
            + "` is from an earlier life of topic `"
            + last.facts().topic()
            + "`: it ends at offset "
            + lastOffset()
            + " of "
            + name()
            + ", and "
            + why
            + remedy());
  }

  /**
   * Another folder alone is none: under its old name the connector goes on where it has committed.
   */
  private String remedy() {
    return ". Create the connector under another name with another `topics.dir`; or stop it, delete"
        + " the objects of topic `"
        + last.facts().topic()
        + "` and the connector's offsets (`DELETE /connectors/NAME/offsets`), and resume it";
  }

  private String name() {
    return last.facts().topic() + "-" + last.facts().partition();
  }

  /** Where a record lies, seen from the end of S3. */
  public enum Verdict {
    BELOW,
    LAST,
    PAST
  }
}
