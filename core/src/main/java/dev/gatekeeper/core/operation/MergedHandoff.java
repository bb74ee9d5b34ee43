package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.store.LedgerChain;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The origin of a handoff in the integration branch.
 *
 * @param on the commit there with which it was in
 */
record MergedHandoff(Step step, Oid on) {
  static MergedHandoff of(Step step) {
    return new MergedHandoff(step, step.after());
  }

  /**
   * The override or direct push, on record as such, that brought a handoff in with what it held.
   */
  static Optional<MergedHandoff> pushed(
      LockedPlan locked, History history, AgentId agent, Handoff handoff) throws IOException {
    RefName main = RefName.branch(locked.policy().integration().branch());
    Oid commit = handoff.commit();
    List<MergedHandoff> found = new ArrayList<>();
    try (LedgerChain chain = LedgerChain.open(locked.folder().gitDirectory())) {
      chain.newestFirst(
          link -> {
            if (link.entry().event() instanceof Event.Pushed push
                && push.ref().equals(main)
                && !push.before().isZero() // what made the branch is no step of it
                && history.contains(push.after(), commit)
                && !history.contains(push.before(), commit)) {
              Step step = new Step(agent, handoff.branch(), commit, push.before(), commit);
              found.add(new MergedHandoff(step, push.after()));
            }
            return found.isEmpty() && link.entry().number() > handoff.event();
          });
    }
    return found.stream().findFirst();
  }
}
