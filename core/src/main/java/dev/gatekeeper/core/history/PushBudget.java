package dev.gatekeeper.core.history;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.time.Duration;

/** The remaining limits of one push (docs/semantics.md, section 9). For one thread. */
public final class PushBudget {
  private final Limits limits;
  private final long deadline;
  private long commits;
  private long paths;
  private final DistinctPaths distinct = new DistinctPaths();

  /** A push that may take that much, its time running from now. */
  public PushBudget(Limits limits) {
    this(limits, System.nanoTime() + limits.time().toNanos());
  }

  /**
   * The same for what must not depend on how busy the machine is: `seconds` does not count, and the
   * other limits bound what there is to do.
   */
  public static PushBudget withoutTime(Limits limits) {
    return new PushBudget(limits, System.nanoTime() + Long.MAX_VALUE / 2);
  }

  /** To see what there is, however much: time alone bounds it, and the size of objects. */
  public static PushBudget toCount(Limits limits) {
    return new PushBudget(
        new Limits(Long.MAX_VALUE, Long.MAX_VALUE, limits.time(), limits.pack(), limits.object()));
  }

  private PushBudget(Limits limits, long deadline) {
    this.limits = limits;
    this.deadline = deadline;
  }

  /** What is left of the time, to look once more at what has been counted. */
  public PushBudget onceMore() {
    return new PushBudget(limits, deadline);
  }

  public enum Limit {
    COMMITS,
    PATHS,
    OBJECT,
    SECONDS,
    VIOLATIONS;

    /** Whether it is a range that is too large, whoever looks at it and when. */
    public boolean isOfRange() {
      return this == COMMITS || this == PATHS || this == OBJECT;
    }
  }

  /**
   * A limit was passed: a push is refused whole, and whoever asked for something else gets no
   * answer.
   */
  public static final class Exceeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Limit limit;
    private final String why;
    private final boolean isLocated;

    Exceeded(Limit limit, String why) {
      this(limit, why, false);
    }

    private Exceeded(Limit limit, String why, boolean isLocated) {
      super(why, null, false, false);
      this.limit = limit;
      this.why = why;
      this.isLocated = isLocated;
    }

    /** The same with where it was passed, unless that is known already. */
    public Exceeded at(Oid commit, RepoPath path) {
      String where = " in commit " + commit.abbreviated() + ": " + path.quoted();
      return isLocated ? this : new Exceeded(limit, why + where, true);
    }

    /** The same of no path in particular. */
    public Exceeded at(Oid commit) {
      return isLocated
          ? this
          : new Exceeded(limit, why + " in commit " + commit.abbreviated(), true);
    }

    public Limit limit() {
      return limit;
    }

    /** Which limit, and what passed it. */
    public String why() {
      return why;
    }

    /** The same for whoever pushed nothing. */
    public String noAnswer() {
      return "this can't be determined within the limits of the policy: " + why;
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
          Limit.COMMITS,
          "it has more than " + limits.commits() + " new commits (`limits.commits`): " + commits);
    }
    checkTime();
  }

  /**
   * Counts one effect.
   *
   * @param path a number that stands for its path
   */
  public void spendPath(long path) {
    paths++;
    distinct.add(path);
    if (paths > limits.paths()) {
      throw new Exceeded(
          Limit.PATHS,
          "it changes more than %s paths, counted in each commit (`limits.paths`): number %s"
              .formatted(limits.paths(), paths));
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
          Limit.SECONDS,
          "judging it takes longer than " + time.toSeconds() + " s (`limits.seconds`)");
    }
  }

  /** What to throw for an object that is larger than the policy allows. */
  public Exceeded objectTooLarge(String id, long size) {
    return new Exceeded(
        Limit.OBJECT,
        "object %s has %s bytes, more than %s (`limits.object`),"
            .formatted(id, size, limits.object()));
  }

  public long commits() {
    return commits;
  }

  /** At how many different paths there were effects. */
  public long paths() {
    return distinct.size();
  }

  /**
   * A compact counter of distinct paths, each given as a number; a few bytes for each of up to a
   * million.
   */
  static final class DistinctPaths {
    private long[] slots = new long[64];
    private int size;

    /** The number 0 counts as 1: the result is a count that people read. */
    void add(long path) {
      long key = path == 0 ? 1 : path;
      if (put(slots, key) && ++size > slots.length / 2) {
        long[] larger = new long[slots.length * 2];
        for (long slot : slots) {
          if (slot != 0) {
            put(larger, slot);
          }
        }
        slots = larger;
      }
    }

    /** Whether it was not counted before. */
    private static boolean put(long[] slots, long key) {
      int at = Long.hashCode(key * 0x9E3779B97F4A7C15L) & (slots.length - 1);
      while (slots[at] != 0) {
        if (slots[at] == key) {
          return false;
        }
        at = (at + 1) & (slots.length - 1);
      }
      slots[at] = key;
      return true;
    }

    long size() {
      return size;
    }
  }
}
