package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.validate.Baseline;
import dev.gatekeeper.core.validate.CheckResult;
import dev.gatekeeper.core.validate.ValidationListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The progress of a handoff in words, line by line, the same through every door: each check with
 * its output, and at the end the result and what to do.
 */
public final class HandoffProgressText {
  private final CheckProgressText checks;

  /**
   * @param lines takes each line, without its end
   */
  public HandoffProgressText(Consumer<String> lines) {
    this.checks = new CheckProgressText(lines);
  }

  void baseline(Handoffs.Attempt attempt) {
    checks.say(
        "gatekeeper: baseline of %s at %s, where its work started"
            .formatted(attempt.agent(), attempt.start().abbreviated()));
  }

  void begins(Handoffs.Attempt attempt) {
    checks.say(
        "gatekeeper: validating %s at %s (%s), %s"
            .formatted(
                attempt.agent(),
                attempt.commit().abbreviated(),
                attempt.branch().shortName(),
                CheckProgressText.count(attempt.checks().size())));
  }

  ValidationListener listener() {
    return checks.listener();
  }

  void ends(HandoffRun.Result result) {
    for (Baseline.Remark remark : result.remarks()) {
      checks.say("  baseline: " + remark.name() + ": " + remark.message());
    }
    ending(result).forEach(checks::say);
  }

  /** What came of it, and what to do. */
  private static List<String> ending(HandoffRun.Result result) {
    Handoffs.Attempt attempt = result.attempt();
    String what = attempt.agent() + " at " + attempt.commit().abbreviated();
    List<String> lines = new ArrayList<>();
    if (result.ending().isHandedOff()) {
      lines.add("gatekeeper: handed off " + what);
      attempt.notes().forEach(note -> lines.add("  note: " + note));
      lines.add(
          "next: its branches are closed until it is integrated, or reopened with"
              + " `gatekeeper reopen "
              + attempt.agent()
              + " --reason WHY`");
      lines.add(gitAlone(Ask.reopen(attempt.commit(), attempt.branch())));
      return lines;
    }
    if (!result.ending().dropped().isEmpty()) {
      lines.add("gatekeeper: not handed off " + what + ": " + result.ending().dropped());
      lines.add("next: see `gatekeeper status`, and hand off again when it is its turn");
      lines.add(gitAlone(attempt.asking()));
      return lines;
    }
    List<CheckResult> bad = result.checks().stream().filter(c -> !c.passed()).toList();
    lines.add(
        "gatekeeper: not handed off %s: %d of %d checks did not pass"
            .formatted(what, bad.size(), result.checks().size()));
    lines.addAll(CheckProgressText.failures(bad));
    lines.addAll(todos(attempt, bad));
    lines.add(gitAlone(Ask.handoff(attempt.branch())));
    return lines;
  }

  /** On a line of its own, which is not broken anywhere within the command. */
  private static String gitAlone(String command) {
    return "next: with git alone: " + command;
  }

  /** What to do about checks that did not pass: those that failed, and those that could not run. */
  private static List<String> todos(Handoffs.Attempt attempt, List<CheckResult> bad) {
    String again =
        "hand off again (git push -o handoff, or `gatekeeper handoff " + attempt.agent() + "`)";
    String failed = names(bad, CheckOutcome.FAILED);
    String errored = names(bad, CheckOutcome.ERRORED);
    List<String> todos = new ArrayList<>();
    if (!failed.isEmpty()) {
      String which = errored.isEmpty() ? "" : " (" + failed + ")";
      todos.add("next: fix what failed" + which + ", push, and " + again);
    }
    if (!errored.isEmpty()) {
      todos.add(
          "next: ask the operator about what could not run (%s)%s"
              .formatted(errored, failed.isEmpty() ? "; then " + again : ""));
    }
    return todos.isEmpty() ? List.of("next: " + again) : todos;
  }

  private static String names(List<CheckResult> checks, CheckOutcome status) {
    return String.join(
        ", ",
        checks.stream().filter(c -> c.status() == status).map(c -> "`" + c.name() + "`").toList());
  }
}
