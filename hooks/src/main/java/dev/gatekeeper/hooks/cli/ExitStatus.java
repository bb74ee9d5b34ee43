package dev.gatekeeper.hooks.cli;

/**
 * What the program's exit status says; docs/interfaces.md, "Exit status". Of several the highest
 * counts.
 */
public final class ExitStatus {
  /** Yes, or done. */
  public static final int YES = 0;

  /** No: denied, refused, found wanting. */
  public static final int NO = 1;

  /** The command line makes no sense. */
  public static final int USAGE = 2;

  /** The policy is invalid. */
  public static final int POLICY_INVALID = 3;

  /** The repository can't be read, or the gate failed. */
  public static final int UNREADABLE = 4;

  /** A bug. */
  public static final int BUG = 70;

  /**
   * Added to every status when the launcher runs the program. A JVM that can't start exits with 1
   * of its own accord, and one that is killed with whatever it likes: so the launcher believes only
   * a status that the program itself must have chosen.
   */
  public static final int OFFSET = 160;

  private ExitStatus() {}
}
