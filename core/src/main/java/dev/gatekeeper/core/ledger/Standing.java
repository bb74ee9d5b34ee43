package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;
import java.util.List;

/**
 * Commits whose effects are not held against an agent at its handoff: all that {@code tip} reaches
 * and none of {@code from}; and of the single ones in {@code commits} those on paths that a waiver
 * let pass.
 *
 * @param tip a maintainer's push, or {@link Oid#ZERO} for none
 * @param waived the patterns of the waiver, as the policy wrote them
 */
public record Standing(Oid tip, List<Oid> from, List<Oid> commits, List<String> waived) {
  /** No commit. */
  public static final Standing NONE = new Standing(Oid.ZERO, List.of(), List.of(), List.of());

  /** What a maintainer pushed. */
  public static Standing ofMaintainer(Oid tip, List<Oid> from) {
    return new Standing(tip, from, List.of(), List.of());
  }

  /** What waivers let pass. */
  public static Standing ofWaivers(List<Oid> commits, List<String> patterns) {
    return new Standing(Oid.ZERO, List.of(), commits, patterns);
  }

  public Standing {
    from = List.copyOf(from);
    commits = List.copyOf(commits);
    waived = List.copyOf(waived);
  }

  /** Whether there is any. */
  public boolean isNone() {
    return tip.isZero() && commits.isEmpty();
  }
}
