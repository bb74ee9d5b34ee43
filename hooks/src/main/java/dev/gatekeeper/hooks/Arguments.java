package dev.gatekeeper.hooks;

import java.util.List;

/** The arguments of a hook verb, read by hand. */
final class Arguments {
  private Arguments() {}

  /** The process id that follows {@code --receive-pack}. */
  static long receivePack(List<String> args) throws Failure {
    if (args.size() == 2 && args.get(0).equals("--receive-pack")) {
      try {
        long pid = Long.parseLong(args.get(1));
        if (pid > 0) {
          return pid;
        }
      } catch (NumberFormatException e) {
        // said below
      }
    }
    throw Failure.usage(
        "usage: gatekeeper hook pre-receive|post-receive --receive-pack PID",
        "this command is run by the hooks that `gatekeeper install REPO` writes");
  }
}
