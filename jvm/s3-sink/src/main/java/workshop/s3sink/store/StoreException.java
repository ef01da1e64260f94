package workshop.s3sink.store;

/** S3 did not do what it was asked; the message is one sentence for people. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean retriable;

  public StoreException(String message, boolean retriable, Throwable cause) {
    super(message, cause);
    this.retriable = retriable;
  }

  /** Whether the same request can succeed later without anybody changing anything. */
  public boolean isRetriable() {
    return retriable;
  }
}
