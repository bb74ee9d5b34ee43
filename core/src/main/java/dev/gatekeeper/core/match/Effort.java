package dev.gatekeeper.core.match;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much work some proofs may take together, so that none is ever a hang, and what they have
 * found out about names meanwhile, since the lists of many agents share their globs. Work is
 * counted in steps, of which a slow machine does a million a second; not in time, so that the same
 * policy gets the same answer everywhere. For one thread.
 */
public final class Effort {
  private final Map<Globs, Map<IntKey, Name>> names = new HashMap<>();
  private long left;

  /** Some globs, and the rules for the names that were held against them. */
  record Globs(List<Segment.Glob> globs, NameRules rules) {}

  /**
   * @param steps how many may be taken
   */
  public Effort(long steps) {
    left = steps;
  }

  /**
   * Takes steps for work outside of a proof.
   *
   * @param patterns what the work is about
   * @throws TooComplex if there were not so many left
   */
  public void take(long steps, List<PathPattern> patterns) {
    if (!spend(steps)) {
      throw new TooComplex(patterns);
    }
  }

  /** Takes steps; says whether there were so many left. */
  boolean spend(long steps) {
    left -= steps;
    return left >= 0;
  }

  /** What {@link GlobClasses} has found, by what it was asked. */
  Map<Globs, Map<IntKey, Name>> names() {
    return names;
  }
}
