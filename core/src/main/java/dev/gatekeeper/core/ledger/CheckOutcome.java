package dev.gatekeeper.core.ledger;

/** The outcome of a check, or of a whole validation (docs/semantics.md, section 8). */
public enum CheckOutcome {
  PASSED("passed"),
  /** It ran, and did not show what it must. */
  FAILED("failed"),
  /** It could not run to its end: nothing is known, which is not a pass. */
  ERRORED("errored"),
  /** It was not its turn any more. */
  SKIPPED("skipped");

  private final String word;

  CheckOutcome(String word) {
    this.word = word;
  }

  /** As people and programs read it. */
  public String word() {
    return word;
  }

  /**
   * The outcome of that word.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static CheckOutcome of(String word) {
    for (CheckOutcome outcome : values()) {
      if (outcome.word.equals(word)) {
        return outcome;
      }
    }
    throw new IllegalArgumentException("`" + word + "` is not a known outcome");
  }
}
