package dev.gatekeeper.hooks.command;

import picocli.CommandLine.Option;

/** The option that names a command's policy. */
final class PolicyOption {
  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "the policy; the repository's if not given")
  private String file = "";

  String file() {
    return file;
  }
}
