package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.git.CommitFiles;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * The checks of one agent on one commit (docs/semantics.md, section 8). All are made, in their
 * order, whatever came of those before, so that whoever reads the results sees all there is to
 * mend.
 */
public final class Validation {
  private final Path gitDirectory;
  private final Oid commit;
  private final List<Check> checks;
  private final Sandbox sandbox;
  private final ValidationListener listener;
  private final Cancellation cancellation = new Cancellation();

  /**
   * @param commit one that the repository has accepted
   */
  public Validation(
      Path gitDirectory,
      Oid commit,
      List<Check> checks,
      Sandbox sandbox,
      ValidationListener listener) {
    this.gitDirectory = gitDirectory;
    this.commit = commit;
    this.checks = List.copyOf(checks);
    this.sandbox = sandbox;
    this.listener = listener;
  }

  /**
   * Makes the checks. Once interrupted or {@linkplain #cancel cancelled} it ends the check at hand,
   * which has errored then, and skips the others.
   *
   * @return a result for each check, in their order
   * @throws IOException if the repository can't be read, or has no such commit
   */
  public List<CheckResult> run() throws IOException {
    List<CheckResult> results = new ArrayList<>();
    try (CommitFiles files = CommitFiles.open(gitDirectory, commit)) {
      for (Check check : checks) {
        CheckResult result = result(check, results.size() + 1, files);
        results.add(result);
        tell(() -> listener.ends(check, result));
      }
    }
    return results;
  }

  /** Ends everything at once, from any thread. What runs is ended before {@link #run} returns. */
  public void cancel() {
    cancellation.ask();
  }

  private CheckResult result(Check check, int number, CommitFiles files) {
    long start = System.nanoTime();
    if (Thread.currentThread().isInterrupted()) {
      cancellation.ask();
    }
    if (cancellation.isAsked()) {
      return result(
          check,
          new CheckResult.Found(CheckOutcome.SKIPPED, "cancelled before its turn", ""),
          start);
    }
    tell(() -> listener.begins(check, number, checks.size()));
    CheckResult.Found outcome;
    try {
      outcome = find(check, files);
    } catch (CancellationException e) {
      outcome = CheckResult.Found.errored("cancelled");
    } catch (IOException | RuntimeException e) {
      outcome = CheckResult.Found.errored("could not be made: " + message(e));
    }
    return result(check, outcome, start);
  }

  private static String message(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static CheckResult result(Check check, CheckResult.Found outcome, long start) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return new CheckResult(
        check.name(), check.at(), outcome.status(), outcome.detail(), millis, outcome.output());
  }

  private CheckResult.Found find(Check check, CommitFiles files) throws IOException {
    FileChecks fileChecks = new FileChecks(files, cancellation);
    if (check instanceof Check.Exists exists) {
      return fileChecks.exists(exists);
    }
    if (check instanceof Check.Absent absent) {
      return fileChecks.absent(absent);
    }
    if (check instanceof Check.Lines lines) {
      return fileChecks.lines(lines);
    }
    if (check instanceof Check.Run run) {
      CommandRun.Ended ended =
          new CommandRun(
                  gitDirectory,
                  commit,
                  run,
                  sandbox,
                  cancellation,
                  text -> tell(() -> listener.printed(run, text)))
              .run();
      return judge(run, ended);
    }
    throw new IllegalStateException("no way to make this check");
  }

  private static void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      // Whoever looks on must not change what comes out.
    }
  }

  private CheckResult.Found judge(Check.Run check, CommandRun.Ended ended) {
    String printed = ended.printed().text();
    return switch (ended.way()) {
      case EXITED ->
          ExpectedResult.judge(check.expect(), ended.exit(), ended.stdout(), ended.text())
              .with(printed);
      case NOT_BEGUN ->
          CheckResult.Found.errored(
              ended.trouble().startsWith("no sandbox")
                  ? ended.trouble()
                  : "the checkout could not be made: " + ended.trouble());
      case TIMED_OUT ->
          CheckResult.Found.errored("did not end within " + CheckDetails.time(check.timeout()))
              .with(printed);
      case OUT_OF_MEMORY ->
          CheckResult.Found.errored(
                  "took more than " + CheckDetails.size(sandbox.settings().memory()) + " of memory")
              .with(printed);
      case NOT_ENDED ->
          CheckResult.Found.errored("left processes that could not be ended").with(printed);
    };
  }

  /** The signal that a validation is to end now. Safe to use from several threads. */
  static final class Cancellation {
    private volatile boolean asked;

    void ask() {
      asked = true;
    }

    boolean isAsked() {
      return asked;
    }

    /**
     * @throws CancellationException if the validation is to end
     */
    void check() {
      if (asked) {
        throw new CancellationException();
      }
    }
  }
}
