package workshop.s3sink.file;

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as lower-case hex. */
public final class Sha256 {
  private Sha256() {}

  /** The hash of a part of an array. */
  public static String hex(byte[] bytes, int from, int count) {
    MessageDigest digest = start();
    digest.update(bytes, from, count);
    return end(digest);
  }

  /** Hashes all that is read from a stream; {@link #end(DigestInputStream)} tells. */
  public static DigestInputStream hashing(InputStream content) {
    return new DigestInputStream(content, start());
  }

  /** The hash of what was read. */
  public static String end(DigestInputStream read) {
    return end(read.getMessageDigest());
  }

  /** Begins a hash of several parts. */
  static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }

  /** Ends such a hash. */
  static String end(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
