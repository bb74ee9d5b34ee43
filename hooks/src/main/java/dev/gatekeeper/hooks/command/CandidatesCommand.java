package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.store.DecisionLog;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.core.text.ShellWord;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command {@code gatekeeper candidates}, which shells call for completion. */
@Command(
    name = "candidates",
    hidden = true,
    description = "Prints what can be completed, one a line; nothing where that is unknown.")
public final class CandidatesCommand extends ConsoleCommand {
  private static final int DECISIONS = 20;

  @Parameters(paramLabel = "KIND", description = "agents, branches or decisions")
  private String kind = "";

  @Mixin private final RepositoryOption repository = new RepositoryOption();

  public CandidatesCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    try {
      // what a shell would not take as it is would be run by whoever completes it
      candidates().filter(word -> ShellWord.of(word).equals(word)).forEach(console::answer);
    } catch (Failure nothingToPropose) {
      // whoever presses a key has asked for no message
    }
    return ExitStatus.YES;
  }

  private Stream<String> candidates() throws Failure, IOException {
    if (kind.equals("decisions")) {
      return decisions().stream().map(decision -> JsonObject.lenient(decision, "id").text("id"));
    }
    List<JsonObject> agents =
        StatusCommand.StatusSource.of(console, repository, "").lines().stream()
            .map(JsonObject::lenient)
            .toList();
    return kind.equals("agents")
        ? agents.stream().map(agent -> agent.text("agent"))
        : agents.stream()
            .flatMap(agent -> agent.objects("heads").stream())
            .map(head -> head.text("ref").replaceFirst("^refs/heads/", ""));
  }

  private List<String> decisions() throws Failure, IOException {
    Optional<Remote> remote = repository.remote(console, "");
    if (remote.isPresent()) {
      return remote.get().lines("/decisions?limit=" + DECISIONS, "");
    }
    Workspace workspace = Workspace.find(console, repository.path());
    return new DecisionLog(workspace.repository()).page(DECISIONS, "", decision -> true);
  }
}
