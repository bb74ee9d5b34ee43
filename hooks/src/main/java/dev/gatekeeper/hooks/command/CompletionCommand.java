package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.Console;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatekeeper completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a completion script for bash and zsh.",
      "Use it with: source <(gatekeeper completion)"
    })
public final class CompletionCommand implements Runnable {
  /** In zsh there is no such command, and in a function an alias of it is none either. */
  private static final String ALIAS = "alias compopt=complete";

  private static final String FUNCTION = "compopt() { return 0; }";

  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  public CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    console.answer(
        AutoComplete.bash("gatekeeper", spec.root().commandLine()).replace(ALIAS, FUNCTION));
  }
}
