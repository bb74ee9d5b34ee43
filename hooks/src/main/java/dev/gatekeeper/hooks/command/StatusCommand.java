package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Visibility;
import dev.gatekeeper.core.report.PlanStatus;
import dev.gatekeeper.core.report.StatusJson;
import dev.gatekeeper.core.store.Ledger;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "status", description = "Shows the state of every agent, and what it waits for.")
public final class StatusCommand extends ConsoleCommand {
  private static final long REDRAW_MILLIS = 2_000;
  private static final String HOME = "\u001b[H";
  private static final String CLEAR = "\u001b[2J";
  private static final String TO_LINE_END = "\u001b[K";
  private static final String TO_SCREEN_END = "\u001b[J";

  @Option(names = "--json", description = "prints one JSON object an agent, on a line of its own")
  private boolean json;

  @Option(names = "--watch", description = "draws it again every two seconds until interrupted")
  private boolean watch;

  @Mixin private final RepositoryOption repository = new RepositoryOption();
  @Mixin private final PolicyOption policy = new PolicyOption();

  public StatusCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure, IOException {
    if (watch && (json || !console.isTerminal())) {
      throw Failure.usage(
          "--watch draws on a terminal, and this is not one",
          "leave it out; programs listen to /events of a server");
    }
    StatusSource source = StatusSource.of(console, repository, policy.file());
    if (watch) {
      watch(source);
    } else if (json) {
      source.lines().forEach(console::answer);
    } else {
      table(source).forEach(console::answer);
    }
    return ExitStatus.YES;
  }

  private List<String> table(StatusSource source) throws Failure, IOException {
    Instant now = Instant.now();
    List<String> table = StatusTable.of(source.lines(), now, console.hasColours(), console.width());
    return watch
        ? Stream.concat(Stream.of(StatusTable.clock(now), ""), table.stream()).toList()
        : table;
  }

  /** What can't be asked just now is said, and asked again: servers are started anew. */
  private void watch(StatusSource source) throws Failure, IOException {
    List<String> screen = table(source);
    console.out().print(CLEAR);
    while (!console.out().checkError()) {
      console.out().print(HOME);
      screen.forEach(line -> console.out().print(line + TO_LINE_END + "\n"));
      console.out().print(TO_SCREEN_END);
      console.out().flush();
      if (!TypedDuration.pause(REDRAW_MILLIS)) {
        return;
      }
      try {
        screen = table(source);
      } catch (Failure failure) {
        List<String> stale = new ArrayList<>(screen);
        stale.removeIf(line -> line.startsWith("gatekeeper: ") || line.startsWith("next: "));
        failure.printed().forEach(line -> stale.add(Plain.line(line)));
        screen = stale;
      }
    }
  }

  /** Where the agents stand, one JSON object each, as often as one asks. */
  @FunctionalInterface
  interface StatusSource {
    List<String> lines() throws Failure, IOException;

    /** Of the repository, or the server, that is meant. */
    static StatusSource of(Console console, RepositoryOption repository, String policy)
        throws Failure {
      Optional<Remote> remote = repository.remote(console, policy);
      if (remote.isPresent()) {
        return () -> remote.get().lines("/status", "");
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
      try (JGitHistory history = JGitHistory.open(workspace.repository().gitDirectory())) {
        LedgerState ledger = new Ledger(workspace.repository()).state(history);
        return PlanStatus.of(policy, ledger, history, Instant.now()).stream()
            .map(agent -> StatusJson.line(agent, all))
            .toList();
      }
    }
  }
}
