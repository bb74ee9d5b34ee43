package dev.gatekeeper.config.importer;

/** There is nothing in the source that a policy could be made of. */
public final class NotImportable extends Exception {
  private static final long serialVersionUID = 1L;

  private final String next;

  NotImportable(String message, String next) {
    super(message);
    this.next = next;
  }

  /** What to do about it. */
  public String next() {
    return next;
  }
}
