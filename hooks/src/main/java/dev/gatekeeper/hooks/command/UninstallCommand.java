package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.install.Installer;
import dev.gatekeeper.hooks.install.Uninstaller;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "uninstall",
    description = "Takes the gate out of a repository and puts back what was there before.")
public final class UninstallCommand extends ConsoleCommand {
  @Parameters(paramLabel = "REPO", description = "the bare repository")
  private String repository = "";

  public UninstallCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws Failure {
    GatekeeperFolder folder = Installer.repository(console.file(repository));
    try {
      List<String> left = new Uninstaller(folder).uninstall();
      console.answer("gatekeeper: uninstalled from " + folder.gitDirectory());
      left.forEach(what -> console.answer("  left there: " + what));
      return 0;
    } catch (IOException e) {
      throw Failure.unreadable(
          "`" + repository + "` could not be written: " + e.getMessage(),
          "run it as the user who owns the repository, and run it again to finish");
    }
  }
}
