package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that names a command's repository. */
final class RepositoryOption {
  @Option(
      names = "--repo",
      paramLabel = "PATH",
      description =
          "the repository: a folder, bare or not, or the address of one that is served; if not"
              + " given the one at GATEKEEPER_URL, or else the current folder's")
  private String path = "";

  private static final String URL = "GATEKEEPER_URL";

  String path() {
    return path;
  }

  /** The address of the served repository that is named, or empty if none is. */
  String address(Console console) throws Failure {
    if (!path.isEmpty()) {
      return Remote.isAddress(path) ? path : "";
    }
    String url = console.environment().getOrDefault(URL, "").strip();
    if (!url.isEmpty() && !Remote.isAddress(url)) {
      throw Failure.usage(
          "`" + URL + "` is `" + url + "`, which is not the address of a served repository",
          "set it to one like http://127.0.0.1:8080/project.git, or unset it");
    }
    return url;
  }

  /**
   * The served repository to ask, if no folder is to be asked.
   *
   * @param policy the policy file that the user named, with which no server is asked, or empty
   */
  Optional<Remote> remote(Console console, String policy) throws Failure {
    if (Remote.isAddress(path) && !policy.isEmpty()) {
      throw Failure.usage("a served repository has its own policy: leave out --policy or --repo");
    }
    String address = address(console);
    if (policy.isEmpty() && !address.isEmpty()) {
      return Optional.of(Remote.at(console, address));
    }
    if (!policy.isEmpty() || !path.isEmpty()) {
      return Optional.empty();
    }
    return remote(console, Workspace.find(console, path));
  }

  /** The served repository of a clone: the one that is named by its address, or else its remote. */
  Optional<Remote> remote(Console console, Workspace clone) throws Failure {
    String address = address(console);
    if (!address.isEmpty()) {
      return Optional.of(Remote.at(console, address));
    }
    return clone.top().isEmpty()
        ? Optional.empty()
        : Remote.of(console, clone.repository().gitDirectory(), clone.top().get(0)).stream()
            .findFirst();
  }
}
