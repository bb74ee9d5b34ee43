package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.up.BareRepository;
import dev.gatekeeper.server.repository.Repositories;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "repo",
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes repositories that the server can serve.")
public final class RepoCommand extends CommandGroup {
  public RepoCommand(Console console) {
    super(console, "no command is given");
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Makes a bare repository with a policy; `serve --root DIR` serves it at once.")
  int create(
      @Parameters(paramLabel = "NAME", description = "its name, with or without .git") String name,
      @Option(
              names = "--root",
              paramLabel = "DIR",
              defaultValue = "",
              description =
                  "the folder that is served; GATEKEEPER_ROOT or the current one if not given")
          String root,
      @Option(
              names = "--policy",
              paramLabel = "FILE",
              defaultValue = "",
              description = "its policy; a starter, to be filled in, if not given")
          String policy)
      throws Failure {
    String bare = name.endsWith(".git") ? name.substring(0, name.length() - 4) : name;
    if (!Repositories.isName(bare)) {
      throw Failure.usage("`" + name + "` can't be a name: letters, digits, `.`, `_` and `-`");
    }
    PolicySource source =
        policy.isEmpty() ? PolicySource.starter() : PolicySource.read(console.file(policy), policy);
    String branch = source.valid(source.where() + "; nothing was made").integration().branch();
    String folder =
        root.isEmpty() ? console.environment().getOrDefault("GATEKEEPER_ROOT", ".") : root;
    Path repository = console.file(folder).resolve(bare + ".git");
    BareRepository.make(repository, source.bytes(), branch, made -> {});
    console.answer(repository.toString());
    return 0;
  }
}
