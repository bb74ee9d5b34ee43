package dev.gatekeeper.core.validate;

import java.util.concurrent.CancellationException;

/** Whether a validation is to end now. Safe to use from several threads. */
final class Cancellation {
  private volatile boolean asked;

  void ask() {
    asked = true;
  }

  boolean isAsked() {
    return asked;
  }

  /**
   * @throws CancellationException if the validation is to end
   */
  void check() {
    if (asked) {
      throw new CancellationException();
    }
  }
}
