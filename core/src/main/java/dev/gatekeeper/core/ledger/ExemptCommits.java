package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;
import java.util.List;

/**
 * An exemption: commits whose effects do not count against a handoff that was valid before, namely
 * those that {@code tip} reaches and none of {@code from} does.
 *
 * @param waived of a maintainer's push nothing, and all its effects stand; otherwise the patterns
 *     of the waivers that were live, as the policy wrote them, and what they match stands
 */
public record ExemptCommits(Oid tip, List<Oid> from, List<String> waived) {
  public ExemptCommits {
    from = List.copyOf(from);
    waived = List.copyOf(waived);
  }

  /**
   * What a push brings of it.
   *
   * @param tip what was pushed, or {@link Oid#ZERO} for nothing
   * @param exact whether nothing else may come to stand with it. Events of older builds are not: a
   *     range grew together with the one before even where something lay between, and must do so
   *     again for their states to follow from them
   */
  public record OfPush(
      Oid tip, List<Oid> from, List<String> waived, @Event.OmittedIfEmpty boolean exact) {
    public static final OfPush NONE = exactly(Oid.ZERO, List.of(), List.of());

    public OfPush {
      from = List.copyOf(from);
      waived = List.copyOf(waived);
    }

    /** That and nothing else. */
    public static OfPush exactly(Oid tip, List<Oid> from, List<String> waived) {
      return new OfPush(tip, from, waived, true);
    }

    /** Whether there is any. */
    public boolean isNone() {
      return tip.isZero();
    }

    ExemptCommits standing() {
      return new ExemptCommits(tip, from, waived);
    }
  }

  /** Whether it is a maintainer's push. */
  public boolean isMaintainers() {
    return waived.isEmpty();
  }

  /**
   * Whether {@code next} goes on from this, and the two can be kept as one: both are of the same
   * waivers, and the next begins nowhere that this does not, or what lies between them would stand
   * with them. Of maintainers' pushes each is kept, since a rewrite has to contain those that stay.
   */
  boolean goesOnIn(OfPush next) {
    boolean isNext = next.from.contains(tip) && next.waived.equals(waived);
    return next.exact ? isNext && !waived.isEmpty() && isWithin(next.from) : isNext;
  }

  private boolean isWithin(List<Oid> starts) {
    return starts.stream().allMatch(start -> start.equals(tip) || from.contains(start));
  }

  /** The two in one. */
  ExemptCommits with(OfPush next) {
    return new ExemptCommits(next.tip, from, waived);
  }
}
