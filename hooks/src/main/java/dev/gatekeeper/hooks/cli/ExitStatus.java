package dev.gatekeeper.hooks.cli;

/**
 * The exit statuses of the program; docs/interfaces.md, "Exit status". Of several the highest
 * counts.
 */
public final class ExitStatus {
  /** Yes, or done. */
  public static final int YES = 0;

  /** No: denied, refused, found wanting. */
  public static final int NO = 1;

  /** The command line makes no sense. */
  public static final int USAGE = 2;

  public static final int POLICY_INVALID = 3;

  /** The repository can't be read, or the gate failed. */
  public static final int UNREADABLE = 4;

  public static final int BUG = 70;

  private ExitStatus() {}
}
