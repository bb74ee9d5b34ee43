package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.validate.CheckResult;
import dev.gatekeeper.core.validate.Validation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** A run of checks that has begun in the ledger, and is ended there whatever happens. */
public abstract class PlanRun<T> {
  private boolean cancelled;
  private Optional<Validation> running = Optional.empty();

  /** Goes on with it to its end. */
  public abstract T run() throws IOException;

  /** Ends what runs, from any thread; it then counts for nothing. */
  public final synchronized void cancel() {
    cancelled = true;
    running.ifPresent(Validation::cancel);
  }

  final synchronized boolean isCancelled() {
    return cancelled;
  }

  /**
   * Runs checks, which a cancellation ends.
   *
   * @throws CancellationException if it was cancelled before they began
   */
  final List<CheckResult> make(Validation validation) throws IOException {
    synchronized (this) {
      if (cancelled) {
        throw new CancellationException("it was cancelled");
      }
      running = Optional.of(validation);
    }
    return validation.run();
  }
}
