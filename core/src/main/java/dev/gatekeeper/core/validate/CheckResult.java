package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.model.Location;

/**
 * What came of a check.
 *
 * @param name as the policy names it
 * @param at where it stands in the policy
 * @param detail in words: what was expected and what was seen; not empty unless it passed
 * @param millis how long it took
 * @param output what a command printed, as much as was kept; empty for any other check
 */
public record CheckResult(
    String name, Location at, Status status, String detail, long millis, String output) {

  /** Of these only {@link #PASSED} is good. */
  public enum Status {
    /** What was expected was seen. */
    PASSED,
    /** The check was made, and something else was seen. */
    FAILED,
    /** The check could not be made, or not to its end. */
    ERRORED,
    /** The validation was cancelled before it was this check's turn. */
    SKIPPED
  }

  public boolean passed() {
    return status == Status.PASSED;
  }
}
