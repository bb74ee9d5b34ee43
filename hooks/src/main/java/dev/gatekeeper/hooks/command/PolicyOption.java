package dev.gatekeeper.hooks.command;

import picocli.CommandLine.Option;

/** Which policy a command asks. */
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
