package dev.gatekeeper.hooks.command;

/** A while in which nothing is done. */
final class Pause {
  private Pause() {}

  /** Whether it went by undisturbed. */
  static boolean millis(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
