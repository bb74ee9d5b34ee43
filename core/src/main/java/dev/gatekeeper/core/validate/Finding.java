package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.validate.CheckResult.Status;

/**
 * What a check found, before it is known how long it took.
 *
 * @param output what a command printed
 */
record Finding(Status status, String detail, String output) {
  static Finding passed(String detail) {
    return new Finding(Status.PASSED, detail, "");
  }

  static Finding failed(String detail) {
    return new Finding(Status.FAILED, detail, "");
  }

  static Finding errored(String detail) {
    return new Finding(Status.ERRORED, detail, "");
  }

  Finding with(String printed) {
    return new Finding(status, detail, printed);
  }
}
