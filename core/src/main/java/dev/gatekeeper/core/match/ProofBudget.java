package dev.gatekeeper.core.match;

import dev.gatekeeper.core.model.RepoPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The step budget that several proofs share, so that none runs for ever, with a cache of facts
 * about names, since the lists of many agents share their globs. Work is counted in steps, of which
 * a slow machine does a million a second; not in time, so that the same policy gets the same answer
 * everywhere. For one thread.
 */
public final class ProofBudget {
  private final Map<Globs, Map<IntList.IntKey, NameClasses.Name>> names = new HashMap<>();
  private long left;

  /** Some globs, and the rules for the names that were held against them. */
  record Globs(List<Segment.Glob> globs, NameRules rules) {}

  /**
   * @param steps how many may be taken
   */
  public ProofBudget(long steps) {
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
  Map<Globs, Map<IntList.IntKey, NameClasses.Name>> names() {
    return names;
  }

  /** What it takes to hold a path against the patterns of some lists one after the other. */
  public static final class ScanCost {
    private static final int UNITS_A_PATTERN = 16;
    private static final int UNITS_A_STEP = 64;

    private final List<PatternList> lists;
    private final long patterns;
    private final long segments;

    public ScanCost(List<PatternList> lists) {
      this.lists = List.copyOf(lists);
      this.patterns = lists.stream().mapToLong(list -> list.patterns().size()).sum();
      this.segments =
          lists.stream().flatMap(l -> l.patterns().stream()).mapToLong(PathPattern::size).sum();
    }

    /**
     * Takes the steps that it takes for this path.
     *
     * @throws TooComplex if there are not so many left
     */
    public void take(RepoPath path, ProofBudget proofBudget) {
      long slashes = path.text().chars().filter(c -> c == '/').count();
      long units = patterns * UNITS_A_PATTERN + segments * (slashes + 1);
      if (!proofBudget.spend(1 + units / UNITS_A_STEP)) {
        throw new TooComplex(lists.stream().flatMap(list -> list.patterns().stream()).toList());
      }
    }
  }

  /** Patterns that tell so many kinds of paths apart that a question about them was given up. */
  public static final class TooComplex extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int NAMED = 8;

    private final transient List<PathPattern> patterns;

    /**
     * @param patterns those that were alive when it was given up
     */
    TooComplex(List<PathPattern> patterns) {
      super(
          "these patterns tell too many kinds of paths apart to be compared, make some simpler: "
              + patterns.stream()
                  .limit(NAMED)
                  .map(pattern -> "`" + pattern + "`")
                  .collect(Collectors.joining(", "))
              + (patterns.size() > NAMED ? " and " + (patterns.size() - NAMED) + " more" : ""));
      this.patterns = List.copyOf(patterns);
    }

    /** Those that were alive when it was given up. */
    public List<PathPattern> patterns() {
      return patterns;
    }
  }
}
