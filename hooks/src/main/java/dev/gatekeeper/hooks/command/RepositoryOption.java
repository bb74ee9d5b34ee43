package dev.gatekeeper.hooks.command;

import picocli.CommandLine.Option;

/** Which repository a command speaks of. */
final class RepositoryOption {
  @Option(
      names = "--repo",
      paramLabel = "PATH",
      description = "the repository, bare or not; the current folder's if not given")
  private String path = "";

  String path() {
    return path;
  }
}
