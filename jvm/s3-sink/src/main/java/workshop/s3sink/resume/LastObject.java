package workshop.s3sink.resume;

import workshop.s3sink.file.ObjectFacts;

/**
 * The object with which S3 ends.
 *
 * @param facts what its metadata says, checked against its content; what its name and its lines say
 *     when another program wrote it
 * @param isForeign whether another program wrote it
 * @param replayed the lines around the first record that is read again; null when none is
 */
public record LastObject(String key, ObjectFacts facts, boolean isForeign, ReplayedLines replayed) {

  /** The same with the lines around the first record that is read again. */
  LastObject with(ReplayedLines lines) {
    return new LastObject(key, facts, isForeign, lines);
  }
}
