package workshop.s3sink.write;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import workshop.s3sink.store.StoreException;

/**
 * A request to S3 that runs beside the task's own thread, and again after every failure that may
 * pass, however long that takes.
 */
final class Retried<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Retried.class);
  private static final long FIRST_BACKOFF_MS = 200;
  private static final long LONGEST_BACKOFF_MS = 5_000;
  private static final int LOG_EVERY = 12;

  private final Supplier<T> request;
  private final Executor executor;
  private final SinkClock clock;
  private CompletableFuture<T> answer;
  private long retryAtMs;
  private int failures;

  /** Starts at once. */
  Retried(Supplier<T> request, Executor executor, SinkClock clock) {
    this.request = request;
    this.executor = executor;
    this.clock = clock;
    this.answer = CompletableFuture.supplyAsync(request, executor);
  }

  /**
   * Whether {@link #answer} can be called; starts the request again when that is due. Throws the
   * {@link StoreException} that no further try can mend.
   */
  boolean isDone() {
    if (answer == null && clock.steadyMs() >= retryAtMs) {
      answer = CompletableFuture.supplyAsync(request, executor);
    }
    if (answer == null || !answer.isDone()) {
      return false;
    }
    if (answer.isCompletedExceptionally()) {
      onFailure(failure());
      return false;
    }
    if (failures > 0) {
      LOG.info("S3 answers again after {} failures", failures);
      failures = 0;
    }
    return true;
  }

  /** What S3 answered. */
  T answer() {
    return answer.join();
  }

  /** Waits for a running request, not longer than a time; its outcome does not matter. */
  void await(long timeoutMs) {
    if (answer != null) {
      answer
          .handle((value, error) -> true)
          .completeOnTimeout(false, timeoutMs, TimeUnit.MILLISECONDS)
          .join();
    }
  }

  private RuntimeException failure() {
    try {
      answer.join();
      throw new IllegalStateException("The request did not fail");
    } catch (CompletionException error) {
      return error.getCause() instanceof RuntimeException cause ? cause : error;
    }
  }

  private void onFailure(RuntimeException error) {
    if (!(error instanceof StoreException store) || !store.isRetriable()) {
      throw error;
    }
    if (failures % LOG_EVERY == 0) {
      LOG.warn("{}; trying again until it does", error.getMessage());
    }
    retryAtMs =
        clock.steadyMs() + Math.min(FIRST_BACKOFF_MS << Math.min(failures, 10), LONGEST_BACKOFF_MS);
    failures++;
    answer = null;
  }
}
