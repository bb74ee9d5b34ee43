package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.policy.Limits;
import java.time.Duration;

/** What is left of the limits of one push (docs/semantics.md, section 9). For one thread. */
public final class Budget {
  private final Limits limits;
  private final long deadline;
  private long commits;
  private long paths;

  /** A push that may take that much, its time running from now. */
  public Budget(Limits limits) {
    this(limits, System.nanoTime() + limits.time().toNanos());
  }

  private Budget(Limits limits, long deadline) {
    this.limits = limits;
    this.deadline = deadline;
  }

  /** What is left of the time, to look once more at what has been counted. */
  public Budget onceMore() {
    return new Budget(limits, deadline);
  }

  /**
   * A limit was passed: a push is refused whole, and whoever asked for something else gets no
   * answer.
   */
  public static final class Exceeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String why;

    Exceeded(String why) {
      super(why, null, false, false);
      this.why = why;
    }

    /** Which limit, and what passed it. */
    public String why() {
      return why;
    }

    /** The same for whoever pushed nothing. */
    public String noAnswer() {
      return "this can't be told within the limits of the policy: " + why;
    }

    /** What to do about that. */
    public static String next() {
      return "try again when the machine is less busy, or have a maintainer raise that limit";
    }
  }

  public Limits limits() {
    return limits;
  }

  /** Counts new commits. */
  public void spendCommits(long n) {
    commits += n;
    if (commits > limits.commits()) {
      throw new Exceeded(
          "it brings more than " + limits.commits() + " new commits (`limits.commits`)");
    }
    checkTime();
  }

  /** Counts one effect. */
  public void spendPath() {
    paths++;
    if (paths > limits.paths()) {
      throw new Exceeded("it changes more than " + limits.paths() + " paths (`limits.paths`)");
    }
    if ((paths & 0xff) == 0) {
      checkTime();
    }
  }

  /** Fails when judging has taken too long. */
  public void checkTime() {
    if (System.nanoTime() - deadline > 0) {
      Duration time = limits.time();
      throw new Exceeded(
          "judging it takes longer than " + time.toSeconds() + " s (`limits.seconds`)");
    }
  }

  /** What to throw for an object that is larger than the policy allows. */
  public Exceeded objectTooLarge(String id) {
    return new Exceeded(
        "object " + id + " is larger than " + limits.object() + " bytes (`limits.object`)");
  }

  public long commits() {
    return commits;
  }

  public long paths() {
    return paths;
  }
}
