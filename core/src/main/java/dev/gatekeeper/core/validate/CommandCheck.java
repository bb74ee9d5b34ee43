package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.policy.Check;

/** What a command's end says of its check. */
final class CommandCheck {
  private CommandCheck() {}

  static CheckResult.Found judge(Check.Run check, Ended ended, SandboxSettings settings) {
    String printed = ended.printed().text();
    return switch (ended.way()) {
      case EXITED ->
          Expectation.judge(check.expect(), ended.exit(), ended.stdout(), ended.text())
              .with(printed);
      case NOT_BEGUN ->
          CheckResult.Found.errored(
              ended.trouble().startsWith("no sandbox")
                  ? ended.trouble()
                  : "the checkout could not be made: " + ended.trouble());
      case TIMED_OUT ->
          CheckResult.Found.errored("did not end within " + Words.time(check.timeout()))
              .with(printed);
      case OUT_OF_MEMORY ->
          CheckResult.Found.errored(
                  "took more than " + Words.size(settings.memory()) + " of memory")
              .with(printed);
      case NOT_ENDED ->
          CheckResult.Found.errored("left processes that could not be ended").with(printed);
    };
  }
}
