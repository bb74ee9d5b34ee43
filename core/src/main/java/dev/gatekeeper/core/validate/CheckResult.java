package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Location;

/**
 * The result of a check.
 *
 * @param name as the policy names it
 * @param at where it stands in the policy
 * @param detail in words: what was expected and what was seen; not empty unless it passed
 * @param millis how long it took
 * @param output what a command printed, as much as was kept; empty for any other check
 */
public record CheckResult(
    String name, Location at, CheckOutcome status, String detail, long millis, String output) {

  /**
   * What a check found, before it is known how long it took.
   *
   * @param output what a command printed
   */
  record Found(CheckOutcome status, String detail, String output) {
    static Found passed(String detail) {
      return new Found(CheckOutcome.PASSED, detail, "");
    }

    static Found failed(String detail) {
      return new Found(CheckOutcome.FAILED, detail, "");
    }

    static Found errored(String detail) {
      return new Found(CheckOutcome.ERRORED, detail, "");
    }

    Found with(String printed) {
      return new Found(status, detail, printed);
    }
  }

  public boolean passed() {
    return status == CheckOutcome.PASSED;
  }
}
