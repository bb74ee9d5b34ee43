package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.hooks.Console;
import dev.gatekeeper.hooks.ExitStatus;
import dev.gatekeeper.hooks.Failure;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gatekeeper verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Judges commits as a push would be, without pushing.",
      "Exit status 0 if the push would be accepted, 1 if refused."
    })
public final class VerifyCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      description = "the branch that would be pushed; the one that is checked out if not given")
  private String branch = "";

  @Option(
      names = "--base",
      paramLabel = "REV",
      description = "what the branch would be moved from; what origin has of it if not given")
  private String base = "";

  @Option(
      names = "--head",
      paramLabel = "REV",
      description = "what it would be moved to; the branch's tip if not given")
  private String head = "";

  @Option(
      names = "--principal",
      paramLabel = "NAME",
      description = "who would push, as the server would know them; nobody known if not given")
  private String principal = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "how to print the verdict: ${COMPLETION-CANDIDATES} (default: text)")
  private VerdictFormat format = VerdictFormat.TEXT;

  @Option(names = "--json", description = "the same as --format=json")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();
  @Mixin private final PolicyOption policy = new PolicyOption();

  public VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Failure, IOException {
    Workspace workspace = Workspace.find(console, repository.path());
    Verdict verdict =
        new PushToBe(workspace, console, policy.file(), pusher()).judge(branch, base, head);
    VerdictFormat wanted = json ? VerdictFormat.JSON : format;
    wanted.lines(verdict).forEach(console::answer);
    return verdict.accepted() ? ExitStatus.YES : status(verdict);
  }

  private Pusher pusher() throws Failure {
    if (principal.isEmpty()) {
      return Pusher.unnamed();
    }
    if (!Principal.isValid(principal) || Actor.isReserved(principal)) {
      throw Failure.usage("`" + principal + "` can't be the name of a principal");
    }
    return Pusher.named(principal);
  }

  private static int status(Verdict verdict) {
    return verdict.violations().stream()
        .mapToInt(
            violation ->
                switch (violation.code()) {
                  case POLICY_INVALID -> ExitStatus.POLICY_INVALID;
                  case GATE_ERROR -> ExitStatus.UNREADABLE;
                  default -> ExitStatus.NO;
                })
        .max()
        .orElse(ExitStatus.NO);
  }
}
