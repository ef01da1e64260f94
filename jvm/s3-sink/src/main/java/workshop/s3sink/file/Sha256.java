package workshop.s3sink.file;

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
