package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;
import java.util.List;

/**
 * Commits whose effects are not held against an agent at its handoff: all that {@code tip} reaches
 * and none of {@code from}, or the single ones in {@code commits}.
 *
 * @param tip a maintainer's push, or {@link Oid#ZERO} for none
 */
public record Standing(Oid tip, List<Oid> from, List<Oid> commits) {
  /** No commit. */
  public static final Standing NONE = new Standing(Oid.ZERO, List.of(), List.of());

  public Standing {
    from = List.copyOf(from);
    commits = List.copyOf(commits);
  }

  /** Whether there is any. */
  public boolean isNone() {
    return tip.isZero() && commits.isEmpty();
  }
}
