package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.gate.PlanStatus;
import dev.gatekeeper.core.gate.StatusJson;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.repo.IncomingObjects;
import dev.gatekeeper.core.repo.Ledger;
import dev.gatekeeper.hooks.Console;
import dev.gatekeeper.hooks.ExitStatus;
import dev.gatekeeper.hooks.Failure;
import dev.gatekeeper.hooks.remote.Fields;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gatekeeper status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Tells where every agent stands, and what it waits for.")
public final class StatusCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--json", description = "prints one JSON object an agent, on a line of its own")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();
  @Mixin private final PolicyOption policy = new PolicyOption();

  public StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Failure, IOException {
    for (String line : lines()) {
      console.answer(json ? line : text(line));
    }
    return ExitStatus.YES;
  }

  private List<String> lines() throws Failure, IOException {
    for (Remote remote : repository.remote(console, policy.file())) {
      return remote.lines("/status", "");
    }
    Workspace workspace = Workspace.find(console, repository.path());
    Policy rules = PolicySource.policy(workspace, console, policy.file());
    try (JGitHistory history =
        JGitHistory.open(workspace.repository().gitDirectory(), IncomingObjects.NONE)) {
      LedgerState ledger = new Ledger(workspace.repository()).state(history);
      return PlanStatus.of(rules, ledger, history, LocalDate.now(ZoneOffset.UTC)).stream()
          .map(agent -> StatusJson.line(agent, ref -> true))
          .toList();
    }
  }

  private static String text(String line) {
    List<String> blockers = Fields.values(line, "blockedBy");
    String why = blockers.isEmpty() ? "" : "  (waits for " + String.join(", ", blockers) + ")";
    return String.format(
            "%s  %-9s  %-20s  %s",
            Fields.text(line, "step"),
            Fields.text(line, "state"),
            Fields.text(line, "agent"),
            Fields.text(line, "title") + why)
        .stripTrailing();
  }
}
