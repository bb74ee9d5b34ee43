package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.operation.OperationRefused;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A command that runs checks and prints their progress line by line, on the repository itself or
 * through a server.
 */
abstract class StreamingCommand extends ConsoleCommand {
  @Option(
      names = "--json",
      description = "prints what came of it as a JSON object, and nothing else")
  private boolean json;

  @Mixin private final SandboxOptions sandbox = new SandboxOptions();
  @Mixin private final RepositoryOption repository = new RepositoryOption();

  StreamingCommand(Console console) {
    super(console);
  }

  /** Says why the command line makes no sense, if so. */
  abstract void check() throws Failure;

  /** What a server is asked, seen from the repository. */
  abstract String path();

  abstract String body();

  /**
   * What came of it.
   *
   * @param isDone whether it is what was asked for
   */
  record Came(String json, boolean isDone) {}

  abstract Came here(GatedRepository gated) throws IOException, OperationRefused, Failure;

  /** The command that asks for the same with git alone, or empty if there is none. */
  String withGit() {
    return "";
  }

  /** Whether what came of it at a server is what was asked for. */
  abstract boolean isDone(JsonObject result);

  @Override
  public final Integer call() throws Failure {
    check();
    Optional<Remote> remote = repository.remote(console, "");
    if (remote.isPresent()) {
      JsonObject result = remote.get().follow(path(), body(), this::tell);
      return answer(new Came(result.toString(), isDone(result)));
    }
    return answer(
        LocalPlan.doing(() -> here(LocalPlan.gated(console, repository.path(), withGit()))));
  }

  final String agent(AgentArgument named) throws Failure {
    return named.id(console, repository, "");
  }

  final void tell(String line) {
    if (!json) {
      console.answer(line);
      console.out().flush();
    }
  }

  /** Where checks run. */
  final Sandbox sandbox() throws Failure {
    return sandbox.sandbox(console);
  }

  private int answer(Came came) {
    if (json) {
      console.answer(came.json());
    }
    return came.isDone() ? ExitStatus.YES : ExitStatus.NO;
  }
}
