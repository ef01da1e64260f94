package workshop.generator;

/** An expression that cannot be evaluated; the message names the position and the nearest word. */
final class ExpressionException extends Exception {
  private static final long serialVersionUID = 1L;

  ExpressionException(String message, Throwable cause) {
    super(message, cause);
  }

  ExpressionException(String message) {
    super(message);
  }
}
