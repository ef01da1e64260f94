package workshop.s3sink.write;

/** An object's name turned out to be taken by an object that is not ours. */
final class KeyTakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyTakenException(String key) {
    super("Object `" + key + "` was written by somebody else in the meantime");
  }
}
