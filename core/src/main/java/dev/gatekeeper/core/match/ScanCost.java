package dev.gatekeeper.core.match;

import dev.gatekeeper.core.model.RepoPath;
import java.util.List;

/** What it takes to hold a path against the patterns of some lists one after the other. */
public final class ScanCost {
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
  public void take(RepoPath path, Effort effort) {
    long slashes = path.text().chars().filter(c -> c == '/').count();
    long units = patterns * UNITS_A_PATTERN + segments * (slashes + 1);
    if (!effort.spend(1 + units / UNITS_A_STEP)) {
      throw new TooComplex(lists.stream().flatMap(list -> list.patterns().stream()).toList());
    }
  }
}
