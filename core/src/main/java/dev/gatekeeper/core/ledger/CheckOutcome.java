package dev.gatekeeper.core.ledger;

import java.util.Arrays;
import java.util.Locale;

/** The outcome of a check, or of a whole validation (docs/semantics.md, section 8). */
public enum CheckOutcome {
  PASSED,
  /** It ran, and did not show what it must. */
  FAILED,
  /** It could not run to its end: nothing is known, which is not a pass. */
  ERRORED,
  /** It was not its turn any more. */
  SKIPPED;

  /** As people and programs read it: the name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The outcome of that word.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static CheckOutcome of(String word) {
    return Arrays.stream(values())
        .filter(outcome -> outcome.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("`" + word + "` is not a known outcome"));
  }
}
