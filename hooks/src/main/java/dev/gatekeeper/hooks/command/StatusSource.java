package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Visibility;
import dev.gatekeeper.core.report.PlanStatus;
import dev.gatekeeper.core.report.StatusJson;
import dev.gatekeeper.core.store.Ledger;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Where the agents stand, one JSON object each, as often as one asks. */
@FunctionalInterface
interface StatusSource {
  List<String> lines() throws Failure, IOException;

  /** Of the repository, or the server, that is meant. */
  static StatusSource of(Console console, RepositoryOption repository, String policy)
      throws Failure {
    for (Remote remote : repository.remote(console, policy)) {
      return () -> remote.lines("/status", "");
    }
    // whoever names a policy wants to see what it makes of the branches that are here
    Workspace workspace =
        policy.isEmpty()
            ? LocalPlan.toRead(console, repository.path())
            : Workspace.find(console, repository.path());
    return () -> LocalPlan.doing(() -> local(workspace, console, policy));
  }

  private static List<String> local(Workspace workspace, Console console, String file)
      throws Failure, IOException {
    Policy policy = PolicySource.policy(workspace, console, file);
    Visibility all = Visibility.ofAll(policy);
    try (JGitHistory history =
        JGitHistory.open(workspace.repository().gitDirectory(), IncomingObjects.NONE)) {
      LedgerState ledger = new Ledger(workspace.repository()).state(history);
      return PlanStatus.of(policy, ledger, history, Instant.now()).stream()
          .map(agent -> StatusJson.line(agent, all))
          .toList();
    }
  }
}
