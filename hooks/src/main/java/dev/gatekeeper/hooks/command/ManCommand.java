package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.cli.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatekeeper man-pages FOLDER}: what install.sh puts into share/man. */
@Command(
    name = "man-pages",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Writes the manual pages into a folder.")
public final class ManCommand implements Callable<Integer> {
  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "where to; made if it is not there")
  private String folder = "";

  public ManCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path target = Files.createDirectories(console.file(folder));
    CommandLine root = spec.root().commandLine();
    write(target, root);
    for (CommandLine command : root.getSubcommands().values()) {
      if (!command.getCommandSpec().usageMessage().hidden()) {
        write(target, command);
      }
    }
    return 0;
  }

  private static void write(Path folder, CommandLine command) throws IOException {
    String name = command.getCommandSpec().qualifiedName("-");
    Files.writeString(folder.resolve(name + ".1"), ManPage.of(command));
  }
}
