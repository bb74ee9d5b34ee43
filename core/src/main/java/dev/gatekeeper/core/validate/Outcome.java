package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.validate.CheckResult.Status;

/**
 * What a check found, before it is known how long it took.
 *
 * @param output what a command printed
 */
record Outcome(Status status, String detail, String output) {
  static Outcome passed(String detail) {
    return new Outcome(Status.PASSED, detail, "");
  }

  static Outcome failed(String detail) {
    return new Outcome(Status.FAILED, detail, "");
  }

  static Outcome errored(String detail) {
    return new Outcome(Status.ERRORED, detail, "");
  }

  Outcome with(String printed) {
    return new Outcome(status, detail, printed);
  }
}
