package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;
import java.util.List;

/**
 * Commits whose effects are not held against an agent at its handoff: all that {@code tip} reaches
 * and none of {@code from}.
 *
 * @param tip what was pushed, or {@link Oid#ZERO} for nothing
 * @param waived of a maintainer's push nothing, and all its effects stand; otherwise the patterns
 *     of the waivers that were live, as the policy wrote them, and what they match stands
 */
public record Standing(Oid tip, List<Oid> from, List<String> waived) {
  /** No commit. */
  public static final Standing NONE = new Standing(Oid.ZERO, List.of(), List.of());

  public Standing {
    from = List.copyOf(from);
    waived = List.copyOf(waived);
  }

  /** Whether there is any. */
  public boolean isNone() {
    return tip.isZero();
  }

  /** Whether {@code next} begins where this ends, and is of the same kind. */
  boolean goesOnIn(Standing next) {
    return next.from.contains(tip) && next.waived.equals(waived);
  }

  /** The two in one. */
  Standing with(Standing next) {
    return new Standing(next.tip, from, waived);
  }
}
