package dev.gatekeeper.core.policy;

import java.time.Duration;

/**
 * How much one push may bring (semantics, section 9).
 *
 * @param commits new commits
 * @param paths effects, over all its commits
 * @param time how long judging may take
 * @param pack bytes that reach the repository
 * @param object bytes of one object
 */
public record Limits(long commits, long paths, Duration time, long pack, long object) {
  /** What holds where the policy says nothing. */
  public static final Limits DEFAULT =
      new Limits(10_000, 1_000_000, Duration.ofSeconds(60), 1L << 30, 100L << 20);
}
