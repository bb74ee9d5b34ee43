package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.cli.Console;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does nothing by itself: its subcommands do. */
abstract class CommandGroup extends ConsoleCommand {
  private final String missing;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  /**
   * @param missing said where no subcommand is given
   */
  CommandGroup(Console console, String missing) {
    super(console);
    this.missing = missing;
  }

  @Override
  public final Integer call() {
    throw new ParameterException(spec.commandLine(), missing);
  }
}
