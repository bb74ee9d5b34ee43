package dev.gatekeeper.core.model;

/**
 * When it makes sense to push again. Of several violations the least hopeful counts: the order here
 * is that of hope.
 */
public enum Retry {
  /** The gate or the repository was busy or out of order; the same push may pass. */
  LATER("later"),
  /** When somebody else's handoff is valid. */
  AFTER_HANDOFF("after-handoff"),
  /** When the push has been mended as the message says. */
  AFTER_FIX("after-fix"),
  /** What was tried is not allowed to this principal at all. */
  NEVER("never");

  private final String word;

  Retry(String word) {
    this.word = word;
  }

  /** The word in JSON. */
  public String word() {
    return word;
  }
}
