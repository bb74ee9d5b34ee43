package dev.gatekeeper.core.preflight;

import dev.gatekeeper.core.gate.FirstPush;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.preflight.PreflightLine.Item;
import dev.gatekeeper.core.store.LedgerChain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The check that the integration branch is where the ledger has it. What was there before the
 * ledger first spoke of it is the beginning.
 */
final class IntegrationTip {
  private IntegrationTip() {}

  static PreflightLine line(Policy policy, Path gitDirectory, History history) throws IOException {
    String branch = policy.integration().branch();
    RefName ref = RefName.branch(branch);
    Oid tip = history.tip(ref);
    Optional<Oid> recorded = recorded(gitDirectory, ref);
    if (tip.isZero() && recorded.isPresent()) {
      String was = recorded.get().hex();
      return PreflightLine.error(
          Item.INTEGRATION,
          "%s no longer exists, and the ledger has it at %s: somebody bypassed the gate"
              .formatted(branch, recorded.get().abbreviated()),
          "put it back: git --git-dir=REPOSITORY update-ref " + ref + " " + was);
    }
    if (tip.isZero()) {
      FirstPush first = new FirstPush(policy, history);
      return PreflightLine.error(Item.INTEGRATION, first.missing(), first.next());
    }
    if (recorded.isEmpty()) {
      return PreflightLine.ok(
          Item.INTEGRATION,
          branch + " is at its beginning, " + tip.abbreviated() + ": nothing is integrated yet");
    }
    if (recorded.get().equals(tip)) {
      return PreflightLine.ok(
          Item.INTEGRATION, branch + " is at " + tip.abbreviated() + ", as the ledger has it");
    }
    return PreflightLine.error(
        Item.INTEGRATION,
        "%s is at %s, and the ledger has it at %s: somebody bypassed the gate"
            .formatted(branch, tip.abbreviated(), recorded.get().abbreviated()),
        "see `git log %s..%s`; put it back, or have a maintainer push it with a reason on record"
            .formatted(recorded.get().abbreviated(), tip.abbreviated()));
  }

  /** Where the last event that moved it has left it. */
  private static Optional<Oid> recorded(Path gitDirectory, RefName ref) throws IOException {
    List<Oid> found = new ArrayList<>();
    try (LedgerChain chain = LedgerChain.open(gitDirectory)) {
      chain.newestFirst(
          link -> {
            moved(link.entry().event(), ref).ifPresent(found::add);
            return found.isEmpty();
          });
    }
    return found.stream().findFirst();
  }

  private static Optional<Oid> moved(Event event, RefName ref) {
    if (event instanceof Event.Integrated integrated) {
      return Optional.of(integrated.after());
    }
    if (event instanceof Event.IntegrationUndone undone) {
      return Optional.of(undone.after());
    }
    return event instanceof Event.Pushed pushed && pushed.ref().equals(ref)
        ? Optional.of(pushed.after())
        : Optional.empty();
  }
}
