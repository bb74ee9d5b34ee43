package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.gate.IntegrationOrder.Ready;
import dev.gatekeeper.core.ledger.Step;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a push to the integration branch brings in handoffs and nothing else: each step from its
 * old tip to the new one is a handoff that goes on from there, or a merge of one whose tree is that
 * which {@code integrate} would make (docs/semantics.md, section 6, "Integration").
 */
final class PushedHandoffs {
  private final Policy policy;
  private final PlanState plan;
  private final History history;
  private final Budget budget;
  private final LocalDate today;

  PushedHandoffs(Policy policy, PlanState plan, History history, Budget budget, LocalDate today) {
    this.policy = policy;
    this.plan = plan;
    this.history = history;
    this.budget = budget;
    this.today = today;
  }

  /** The steps from one commit to the other, in their order; empty if there is anything else. */
  List<Step> steps(Oid before, Oid after) throws IOException {
    List<Step> steps = new ArrayList<>();
    List<Ready> ready = List.of();
    Oid tip = after;
    while (!tip.equals(before)) {
      List<Oid> parents = history.parents(tip);
      boolean isMerge = parents.size() == 2;
      Oid onto = isMerge && !isHandoff(tip) ? parents.get(0) : before;
      Oid brought = isMerge && !isHandoff(tip) ? parents.get(1) : tip;
      if (!isHandoff(brought)) {
        return List.of();
      }
      if (ready.isEmpty()) {
        ready =
            new IntegrationOrder(policy, plan, history, today).select(Set.of(), Set.of()).ready();
      }
      Optional<Ready> found =
          ready.stream().filter(r -> r.handoff().commit().equals(brought)).findFirst();
      if (found.isEmpty() || !isAsIntegrated(found.get(), onto, tip)) {
        return List.of();
      }
      steps.add(
          new Step(found.get().agent().id(), found.get().handoff().branch(), brought, onto, tip));
      if (steps.size() > policy.agents().size()) {
        return List.of();
      }
      tip = onto;
    }
    Collections.reverse(steps);
    return steps;
  }

  private boolean isHandoff(Oid commit) {
    return plan.ledger().agents().values().stream()
        .anyMatch(a -> a.handoff().filter(h -> h.commit().equals(commit)).isPresent());
  }

  private boolean isAsIntegrated(Ready ready, Oid onto, Oid made) throws IOException {
    for (Oid commit : ready.handoff().basis().builtOn()) {
      if (!history.contains(onto, commit, budget)) {
        return false;
      }
    }
    for (AgentId before : ready.agent().after()) {
      Optional<Oid> theirs = plan.handoff(before).map(handoff -> handoff.commit());
      if (theirs.isEmpty() || !history.contains(onto, theirs.get(), budget)) {
        return false;
      }
    }
    if (!history.contains(made, onto, budget)) {
      return false;
    }
    Permission own = Permission.of(policy, ready.agent().id(), today);
    if (!ForeignWork.in(history, onto, ready.handoff().commit(), own, budget).isEmpty()) {
      return false;
    }
    History.Merge merge = history.merge(onto, ready.handoff().commit(), own, budget);
    return merge.conflicts().isEmpty() && merge.tree().equals(history.tree(made));
  }
}
