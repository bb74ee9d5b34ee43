package dev.gatekeeper.core.store;

import java.io.IOException;

/** A short pause between two attempts. */
public final class Pause {
  private Pause() {}

  /**
   * Lets it go by.
   *
   * @param what what this is a part of, for who interrupts it
   */
  public static void of(long millis, String what) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + what, e);
    }
  }
}
