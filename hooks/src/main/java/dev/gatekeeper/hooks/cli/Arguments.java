package dev.gatekeeper.hooks.cli;

import java.util.List;

/** The arguments of a hook verb, read by hand. */
public final class Arguments {
  private static final String RECEIVE_PACK = "--receive-pack";

  private Arguments() {}

  /**
   * What {@code proc-receive} is called with.
   *
   * @param pid of receive-pack
   * @param before the hook that was there before, or ""
   */
  public record Receiving(long pid, String before) {}

  /** The process id, and the hook that follows {@code --before}, if one does. */
  public static Receiving receiving(List<String> args) throws Failure {
    boolean hasBefore = args.size() == 4 && args.get(2).equals("--before");
    return hasBefore
        ? new Receiving(receivePack(args.subList(0, 2)), args.get(3))
        : new Receiving(receivePack(args), "");
  }

  /** The process id that follows {@code --receive-pack}. */
  public static long receivePack(List<String> args) throws Failure {
    if (args.size() == 2 && args.get(0).equals(RECEIVE_PACK)) {
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
        "usage: gatekeeper hook pre-receive|post-receive|proc-receive --receive-pack PID",
        "this command is run by the hooks that `gatekeeper install REPO` writes");
  }
}
