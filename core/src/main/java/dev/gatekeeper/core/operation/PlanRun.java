package dev.gatekeeper.core.operation;

import java.io.IOException;

/**
 * Something that has begun, runs checks, and is ended in the ledger whatever happens.
 *
 * @param <T> what comes of it
 */
public interface PlanRun<T> {
  /** Goes on with it to its end. */
  T run() throws IOException;

  /** Ends what runs, from any thread; it then counts for nothing. */
  void cancel();
}
