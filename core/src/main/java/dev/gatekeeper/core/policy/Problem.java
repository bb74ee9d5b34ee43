package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.Location;
import java.util.Comparator;

/**
 * An error in a policy file.
 *
 * @param at where
 * @param message what is wrong and what to write instead: lower case, no full stop, what stands in
 *     the file in backticks
 */
public record Problem(Location at, String message) implements Comparable<Problem> {
  private static final Comparator<Problem> IN_FILE_ORDER =
      Comparator.comparingInt((Problem p) -> p.at().line())
          .thenComparingInt(p -> p.at().column())
          .thenComparing(Problem::message);

  @Override
  public int compareTo(Problem other) {
    return IN_FILE_ORDER.compare(this, other);
  }

  /** {@code gatekeeper.yml:12:7: message}. */
  @Override
  public String toString() {
    return at + ": " + message;
  }
}
