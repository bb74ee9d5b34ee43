package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.core.validate.SandboxSettings;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.install.RepositoryConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options for the sandbox of a validation. */
final class SandboxOptions {
  @Option(
      names = "--sandbox-show",
      paramLabel = "DIR",
      description =
          "a folder that commands may read, such as a toolchain's; may be given several times")
  private List<String> shown = new ArrayList<>();

  @Option(
      names = "--no-sandbox",
      description = "runs commands without isolation, with the rights of the caller")
  private boolean waived;

  Sandbox sandbox(Console console) {
    return sandbox(waived, shown.stream().map(console::file).toList());
  }

  /** The same, and what the repository's configuration adds. */
  Sandbox sandbox(Console console, RepositoryConfig config) {
    List<Path> all = new ArrayList<>(config.sandboxShown().stream().map(Path::of).toList());
    shown.forEach(folder -> all.add(console.file(folder)));
    return sandbox(waived || config.isSandboxWaived(), all);
  }

  static Sandbox sandbox(boolean waived, List<Path> shown) {
    SandboxSettings settings = SandboxSettings.DEFAULT.withVisible(shown);
    return waived ? Sandbox.waived(settings) : Sandbox.bubblewrap(settings);
  }
}
