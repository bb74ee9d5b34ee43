package dev.gatekeeper.core.match;

import java.util.List;
import java.util.stream.Collectors;

/** Patterns that tell so many kinds of paths apart that a question about them was given up. */
public final class TooComplex extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int NAMED = 8;

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
  }
}
