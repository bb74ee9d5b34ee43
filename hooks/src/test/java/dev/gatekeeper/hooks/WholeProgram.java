package dev.gatekeeper.hooks;

import dev.gatekeeper.hooks.cli.Console;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All commands of the program, as picocli knows them. */
public final class WholeProgram {
  private WholeProgram() {}

  /** The commands that people type, by what they type: {@code token new}. */
  public static Map<String, CommandSpec> commands() {
    Map<String, CommandSpec> commands = new LinkedHashMap<>();
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Console console =
        new Console(InputStream.nullInputStream(), nowhere, nowhere, Map.of(), Path.of("/"));
    add(commands, "", CommandLineProgram.all(console));
    return commands;
  }

  private static void add(Map<String, CommandSpec> commands, String before, CommandLine line) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              CommandSpec spec = command.getCommandSpec();
              if (!spec.usageMessage().hidden() && !name.equals("help")) {
                if (command.getSubcommands().isEmpty()) {
                  commands.put(before + name, spec);
                }
                add(commands, before + name + " ", command);
              }
            });
  }
}
