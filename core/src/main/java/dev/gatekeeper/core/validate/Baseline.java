package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.model.Location;
import java.util.ArrayList;
import java.util.List;

/**
 * The remarks of a baseline: what a check proves, by its results before the work and after it
 * (docs/semantics.md, section 8).
 */
public final class Baseline {
  private Baseline() {}

  /** What is wrong with a check. */
  public enum Kind {
    /** It passed before there was any work. */
    PROVES_NOTHING,
    /** It errored before and after, so no work can make it pass. */
    CANNOT_PASS
  }

  /**
   * A check that says nothing of the work.
   *
   * @param message in words
   */
  public record Remark(String name, Location at, Kind kind, String message) {}

  /**
   * What there is to say of checks, in their order.
   *
   * @param before the results on the commit that the agent started from
   * @param after the results of the same checks on its own commit
   */
  public static List<Remark> compare(List<CheckResult> before, List<CheckResult> after) {
    if (before.size() != after.size()) {
      throw new IllegalArgumentException("not the results of the same checks");
    }
    List<Remark> remarks = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      CheckResult was = before.get(i);
      CheckResult is = after.get(i);
      if (!was.name().equals(is.name()) || !was.at().equals(is.at())) {
        throw new IllegalArgumentException("not the results of the same checks");
      }
      if (was.passed()) {
        remarks.add(
            remark(
                was,
                Kind.PROVES_NOTHING,
                "passes already on the commit that the work started from; it proves nothing"));
      } else if (was.status() == CheckOutcome.ERRORED && is.status() == CheckOutcome.ERRORED) {
        remarks.add(
            remark(
                was,
                Kind.CANNOT_PASS,
                "errors before the work and after it, so that it can't pass: " + is.detail()));
      }
    }
    return remarks;
  }

  private static Remark remark(CheckResult result, Kind kind, String message) {
    return new Remark(result.name(), result.at(), kind, message);
  }
}
