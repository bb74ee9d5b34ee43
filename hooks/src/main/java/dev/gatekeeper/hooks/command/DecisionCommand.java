package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.store.DecisionLog;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "decision", description = "Prints all of one decision, as a JSON object.")
public final class DecisionCommand extends ConsoleCommand {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");

  @Parameters(paramLabel = "ID", description = "12 hexadecimal digits, as a refused push names it")
  private String id = "";

  @Option(names = "--json", description = "prints it on one line")
  private boolean json;

  @Mixin private final RepositoryOption repository = new RepositoryOption();

  public DecisionCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure, IOException {
    if (!ID.matcher(id).matches()) {
      throw Failure.usage("`" + id + "` is not the id of a decision: 12 hexadecimal digits");
    }
    List<String> found = found();
    console.answer(json ? found.get(0) : JsonLine.spread(found.get(0)));
    return ExitStatus.YES;
  }

  private List<String> found() throws Failure, IOException {
    Optional<Remote> remote = repository.remote(console, "");
    if (remote.isPresent()) {
      return remote.get().lines("/decisions/" + id, "");
    }
    Workspace workspace = LocalPlan.toRead(console, repository.path());
    List<String> found = new DecisionLog(workspace.repository()).find(id);
    if (found.isEmpty()) {
      throw Failure.usage(
          "decision " + id + " is not on record here", "decisions are kept where they were made");
    }
    return found;
  }
}
