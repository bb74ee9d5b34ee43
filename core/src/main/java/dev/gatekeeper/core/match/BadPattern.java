package dev.gatekeeper.core.match;

/** A pattern that is malformed, or that could never match as meant. */
public final class BadPattern extends Exception {
  private static final long serialVersionUID = 1L;

  private final int offset;

  /**
   * @param message what is wrong and what to write instead, in lower case, the pattern's parts in
   *     backticks
   * @param offset how many characters into the pattern, from 0
   */
  public BadPattern(String message, int offset) {
    super(message);
    this.offset = offset;
  }

  /** How many characters into the pattern the fault is, from 0. */
  public int offset() {
    return offset;
  }
}
