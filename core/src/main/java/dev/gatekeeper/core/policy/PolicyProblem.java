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
public record PolicyProblem(Location at, String message) implements Comparable<PolicyProblem> {
  private static final Comparator<PolicyProblem> IN_FILE_ORDER =
      Comparator.comparingInt((PolicyProblem p) -> p.at().line())
          .thenComparingInt(p -> p.at().column())
          .thenComparing(PolicyProblem::message);

  @Override
  public int compareTo(PolicyProblem other) {
    return IN_FILE_ORDER.compare(this, other);
  }

  /** {@code gatekeeper.yml:12:7: message}. */
  @Override
  public String toString() {
    return at + ": " + message;
  }
}
