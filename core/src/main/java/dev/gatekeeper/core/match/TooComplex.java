package dev.gatekeeper.core.match;

import java.util.List;
import java.util.stream.Collectors;

/** Patterns that tell so many kinds of paths apart that a question about them was given up. */
public final class TooComplex extends RuntimeException {
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
