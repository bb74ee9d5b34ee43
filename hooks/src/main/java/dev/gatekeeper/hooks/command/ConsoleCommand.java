package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.cli.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A command with the options that every command has, and the console that it talks to. */
@Command(mixinStandardHelpOptions = true)
abstract class ConsoleCommand implements Callable<Integer> {
  final Console console;

  ConsoleCommand(Console console) {
    this.console = console;
  }
}
