package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.Console;
import dev.gatekeeper.hooks.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which repository a command speaks of. */
final class RepositoryOption {
  @Option(
      names = "--repo",
      paramLabel = "PATH",
      description =
          "the repository: a folder, bare or not, or the address of one that is served; the current"
              + " folder's if not given")
  private String path = "";

  String path() {
    return path;
  }

  /**
   * The served repository to ask, as a list of one, or none if a folder is to be asked.
   *
   * @param policy the policy file that the user named, with which no server is asked, or empty
   */
  List<Remote> remote(Console console, String policy) throws Failure {
    if (Remote.isAddress(path)) {
      if (!policy.isEmpty()) {
        throw Failure.usage("a served repository has its own policy: leave out --policy or --repo");
      }
      return List.of(Remote.at(console, path));
    }
    if (!policy.isEmpty() || !path.isEmpty()) {
      return List.of();
    }
    Workspace workspace = Workspace.find(console, path);
    for (Path top : workspace.top()) {
      return Remote.of(console, workspace.repository().gitDirectory(), top);
    }
    return List.of();
  }
}
