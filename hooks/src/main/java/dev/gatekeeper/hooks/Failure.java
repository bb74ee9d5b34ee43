package dev.gatekeeper.hooks;

import java.util.List;

/** A command can't go on: what to print, and the exit status that says so. */
public final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final List<String> lines;

  private Failure(int status, List<String> lines) {
    super(String.join("\n", lines));
    this.status = status;
    this.lines = List.copyOf(lines);
  }

  /** What was asked for may not or can't be done. */
  public static Failure no(String... lines) {
    return new Failure(ExitStatus.NO, List.of(lines));
  }

  /** The command line makes no sense. */
  public static Failure usage(String... lines) {
    return new Failure(ExitStatus.USAGE, List.of(lines));
  }

  /** The policy is invalid; one line a problem. */
  public static Failure policyInvalid(List<String> lines) {
    return new Failure(ExitStatus.POLICY_INVALID, lines);
  }

  /** The repository can't be read or written. */
  public static Failure unreadable(String... lines) {
    return new Failure(ExitStatus.UNREADABLE, List.of(lines));
  }

  public int status() {
    return status;
  }

  /** What to tell the user: why first, then what to do, without the words in front. */
  public List<String> lines() {
    return lines;
  }
}
