package dev.gatekeeper.core.operation;

/** The error for a request that is not possible in the current state. */
public final class OperationRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String next;
  private final boolean unknown;

  /**
   * @param why in words: lower case, no full stop
   * @param next what to do instead
   */
  public OperationRefused(String why, String next) {
    this(why, next, false);
  }

  private OperationRefused(String why, String next, boolean unknown) {
    super(why);
    this.next = next;
    this.unknown = unknown;
  }

  /** It is about something that there is not. */
  static OperationRefused unknown(String why, String next) {
    return new OperationRefused(why, next, true);
  }

  /** Whether it was about something that there is not. */
  public boolean isUnknown() {
    return unknown;
  }

  public String why() {
    return String.valueOf(getMessage());
  }

  /** What to do instead. */
  public String next() {
    return next;
  }
}
