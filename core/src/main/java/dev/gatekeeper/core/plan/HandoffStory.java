package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.ledger.Outcome;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.validate.Baseline;
import dev.gatekeeper.core.validate.CheckResult;
import dev.gatekeeper.core.validate.ValidationListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells how a handoff goes, line by line, in the same words through every door: each check with
 * what it prints as it comes, and at the end the result and what to do.
 */
public final class HandoffStory {
  private static final int LAST_LINES = 10;
  private static final int WIDTH = 200;

  private final Consumer<String> lines;
  private final StringBuilder partial = new StringBuilder();

  /**
   * @param lines takes each line, without its end
   */
  public HandoffStory(Consumer<String> lines) {
    this.lines = lines;
  }

  void baseline(Handoffs.Attempt attempt) {
    say(
        "gatekeeper: baseline of %s at %s, where its work started"
            .formatted(attempt.agent(), attempt.start().abbreviated()));
  }

  void begins(Handoffs.Attempt attempt) {
    int checks = attempt.checks().size();
    say(
        "gatekeeper: validating %s at %s (%s), %d check%s"
            .formatted(
                attempt.agent(),
                attempt.commit().abbreviated(),
                attempt.branch().shortName(),
                checks,
                checks == 1 ? "" : "s"));
  }

  ValidationListener listener() {
    return new ValidationListener() {
      @Override
      public void begins(Check check, int number, int of) {
        say("  %d/%d %s".formatted(number, of, check.name()));
      }

      @Override
      public void printed(Check check, String text) {
        print(text);
      }

      @Override
      public void ends(Check check, CheckResult result) {
        flush();
        say("      " + words(result));
      }
    };
  }

  private static String words(CheckResult result) {
    String detail = result.detail().isEmpty() ? "" : ": " + result.detail();
    return HandoffRun.outcome(result.status()).word() + detail + " (" + time(result.millis()) + ")";
  }

  private static String time(long millis) {
    return millis < 1000 ? millis + " ms" : "%.1f s".formatted(millis / 1000.0);
  }

  private synchronized void print(String text) {
    partial.append(text);
    for (int end = partial.indexOf("\n"); end >= 0; end = partial.indexOf("\n")) {
      say("      | " + partial.substring(0, end));
      partial.delete(0, end + 1);
    }
  }

  private synchronized void flush() {
    if (!partial.isEmpty()) {
      say("      | " + partial);
      partial.setLength(0);
    }
  }

  void ends(HandoffRun.Result result) {
    for (Baseline.Remark remark : result.remarks()) {
      say("  baseline: " + remark.name() + ": " + remark.message());
    }
    ending(result).forEach(this::say);
  }

  /** What came of it, and what to do. */
  private static List<String> ending(HandoffRun.Result result) {
    Handoffs.Attempt attempt = result.attempt();
    String what = attempt.agent() + " at " + attempt.commit().abbreviated();
    if (result.ending().isHandedOff()) {
      return List.of(
          "gatekeeper: handed off " + what,
          "next: its branches are closed until it is integrated, or reopened with"
              + " `gatekeeper reopen "
              + attempt.agent()
              + " --reason WHY`");
    }
    List<String> lines = new ArrayList<>();
    if (!result.ending().dropped().isEmpty()) {
      lines.add("gatekeeper: not handed off " + what + ": " + result.ending().dropped());
      lines.add("next: see `gatekeeper status`, and hand off again when it is its turn");
      return lines;
    }
    List<CheckResult> bad = result.checks().stream().filter(c -> !c.passed()).toList();
    lines.add(
        "gatekeeper: not handed off %s: %d of %d checks did not pass"
            .formatted(what, bad.size(), result.checks().size()));
    for (CheckResult check : bad) {
      lines.add("  " + check.name() + ": " + words(check));
      lastLines(check.output()).forEach(line -> lines.add("      | " + line));
    }
    lines.add(
        result.ending().outcome() == Outcome.ERRORED
            ? "next: an errored check could not run, which may be the operator's to mend; then hand"
                + " off again"
            : "next: mend what failed, push, and hand off again (git push -o handoff, or"
                + " `gatekeeper handoff "
                + attempt.agent()
                + "`)");
    return lines;
  }

  private static List<String> lastLines(String output) {
    List<String> all = output.lines().filter(line -> !line.isBlank()).toList();
    return all.subList(Math.max(0, all.size() - LAST_LINES), all.size());
  }

  private void say(String line) {
    String plain = line.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    lines.accept(plain.length() <= WIDTH ? plain : plain.substring(0, WIDTH - 3) + "...");
  }
}
