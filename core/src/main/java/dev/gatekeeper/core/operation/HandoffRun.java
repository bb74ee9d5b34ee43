package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.ledger.Event.Evidence;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.validate.Baseline;
import dev.gatekeeper.core.validate.CheckResult;
import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.core.validate.Validation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A handoff's validation, between {@link Handoffs#begin} and its end. Whatever happens to it, it is
 * ended in the ledger.
 */
public final class HandoffRun extends PlanRun<HandoffRun.Result> {
  private static final int KEPT = 64 << 10;

  private final Handoffs handoffs;
  private final GatekeeperFolder folder;
  private final Handoffs.Attempt attempt;
  private final Sandbox sandbox;
  private final HandoffProgressText story;
  private final boolean baseline;

  /**
   * @param story is told how it goes
   * @param baseline whether the checks are made first on the commit that the work started from
   */
  public HandoffRun(
      GatedRepository gated,
      Handoffs.Attempt attempt,
      Sandbox sandbox,
      HandoffProgressText story,
      boolean baseline) {
    this.handoffs = new Handoffs(gated);
    this.folder = gated.folder();
    this.attempt = attempt;
    this.sandbox = sandbox;
    this.story = story;
    this.baseline = baseline;
  }

  /**
   * What came of it.
   *
   * @param remarks what the baseline has shown of checks
   */
  public record Result(
      Handoffs.Attempt attempt,
      Handoffs.Ending ending,
      List<CheckResult> checks,
      List<Baseline.Remark> remarks) {
    public Result {
      checks = List.copyOf(checks);
      remarks = List.copyOf(remarks);
    }
  }

  /** Runs the checks and ends the handoff. */
  @Override
  public Result run() throws IOException {
    List<CheckResult> before = List.of();
    List<CheckResult> checks = List.of();
    try {
      if (baseline && !attempt.start().isZero()) {
        story.baseline(attempt);
        before = validate(attempt.start());
      }
      story.begins(attempt);
      checks = validate(attempt.commit());
    } catch (IOException | RuntimeException e) {
      return ended(e, checks);
    }
    List<Baseline.Remark> remarks =
        before.size() == checks.size() && !before.isEmpty()
            ? Baseline.compare(before, checks)
            : List.of();
    Handoffs.Ending ending =
        isCancelled()
            ? handoffs.drop(attempt, "it was cancelled; hand off again", evidence(checks))
            : handoffs.end(attempt, outcome(checks), evidence(checks), logs(checks));
    Result result = new Result(attempt, ending, checks, remarks);
    story.ends(result);
    return result;
  }

  private Result ended(Exception why, List<CheckResult> checks) throws IOException {
    String message = "it could not be run: " + why.getMessage();
    Handoffs.Ending ending = handoffs.drop(attempt, message, evidence(checks));
    Result result = new Result(attempt, ending, checks, List.of());
    story.ends(result);
    return result;
  }

  private List<CheckResult> validate(Oid commit) throws IOException {
    return make(
        new Validation(folder.gitDirectory(), commit, attempt.checks(), sandbox, story.listener()));
  }

  /** Of several the worst counts; with no check at all there is nothing to show, and it passes. */
  static CheckOutcome outcome(List<CheckResult> checks) {
    CheckOutcome worst = CheckOutcome.PASSED;
    for (CheckResult check : checks) {
      CheckOutcome outcome = check.status();
      if (outcome.compareTo(worst) > 0) {
        worst = outcome == CheckOutcome.SKIPPED ? CheckOutcome.ERRORED : outcome;
      }
    }
    return worst;
  }

  static List<Evidence> evidence(List<CheckResult> checks) {
    List<Evidence> evidence = new ArrayList<>();
    for (CheckResult check : checks) {
      String log = check.output().isEmpty() ? "" : log(evidence.size() + 1);
      evidence.add(new Evidence(check.name(), check.status(), check.detail(), check.millis(), log));
    }
    return evidence;
  }

  static SortedMap<String, byte[]> logs(List<CheckResult> checks) {
    SortedMap<String, byte[]> logs = new TreeMap<>();
    int number = 0;
    for (CheckResult check : checks) {
      number++;
      if (!check.output().isEmpty()) {
        logs.put(log(number), kept(check.output()).getBytes(StandardCharsets.UTF_8));
      }
    }
    return logs;
  }

  /** The ledger stays for ever, so that of a long output it keeps beginning and end. */
  private static String kept(String output) {
    int cut = output.length() - 2 * KEPT;
    return cut <= 0
        ? output
        : output.substring(0, KEPT)
            + "\n... "
            + cut
            + " characters are not kept ...\n"
            + output.substring(output.length() - KEPT);
  }

  private static String log(int number) {
    return String.format("%03d.txt", number);
  }
}
