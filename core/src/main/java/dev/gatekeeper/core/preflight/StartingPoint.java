package dev.gatekeeper.core.preflight;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Agent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Where the branch of an agent starts (docs/semantics.md, section 6, "Order"). */
sealed interface StartingPoint {

  /** At a commit: the tip of the integration branch, or the one handoff that contains all else. */
  record At(Oid commit) implements StartingPoint {}

  /** Nowhere yet: agents that it comes after have no valid handoff. */
  record Waits(List<AgentId> blockers) implements StartingPoint {}

  /** At a merge of several handoffs, which nobody has made yet. */
  record Merge(List<Oid> handoffs) implements StartingPoint {}

  /** That of an agent, where the integration branch exists. */
  static StartingPoint of(PlanState plan, Agent agent) throws IOException {
    List<AgentId> blockers = plan.blockers(agent);
    if (!blockers.isEmpty()) {
      return new Waits(blockers);
    }
    Oid main = plan.main();
    List<Oid> handoffs = new ArrayList<>();
    if (agent.ancestry()) {
      for (AgentId before : agent.after()) {
        plan.handoff(before).map(Handoff::commit).ifPresent(handoffs::add);
      }
    }
    List<Oid> needed = new ArrayList<>();
    for (Oid handoff : handoffs.stream().distinct().toList()) {
      if (!plan.history().contains(main, handoff) && !isWithin(handoff, handoffs, plan.history())) {
        needed.add(handoff);
      }
    }
    if (needed.size() > 1) {
      return new Merge(needed);
    }
    return new At(needed.isEmpty() ? main : needed.get(0));
  }

  private static boolean isWithin(Oid handoff, List<Oid> others, History history)
      throws IOException {
    for (Oid other : others) {
      if (!other.equals(handoff) && history.contains(other, handoff)) {
        return true;
      }
    }
    return false;
  }
}
