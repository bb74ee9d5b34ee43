package dev.gatekeeper.hooks.cli;

import dev.gatekeeper.core.operation.PlanRun;
import java.io.IOException;

/** The work that a signal has to end, and record in the ledger, before the process ends. */
public final class Interruptible {
  private static final int PATIENCE_MILLIS = 10_000;

  private Interruptible() {}

  /** Runs it to its end, or until SIGTERM, SIGINT or SIGHUP; it then counts for nothing. */
  public static <T> T run(PlanRun<T> run) throws IOException {
    Thread main = Thread.currentThread();
    Thread stop =
        new Thread(
            () -> {
              run.cancel();
              try {
                main.join(PATIENCE_MILLIS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "gatekeeper-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      return run.run();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(stop);
      } catch (IllegalStateException e) {
        // it is being shut down, and waits for this to end
      }
    }
  }
}
