package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.plan.IntegrationOrder.Ready;
import dev.gatekeeper.core.policy.Permission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The handoffs that a push to the integration branch brings in, if it consists of nothing else:
 * each step from its old tip to the new one is a handoff that continues from there, or a merge of
 * one with the tree that {@code integrate} would make (docs/semantics.md, section 6,
 * "Integration").
 */
public record PushedHandoffs(PlanState plan, History history) {
  public PushedHandoffs(PlanState plan) {
    this(plan, plan.history());
  }

  /**
   * What a push is made of.
   *
   * @param steps from one commit to the other, in their order; empty if there is anything else
   * @param why what there is else
   */
  public record Found(List<Step> steps, String why) {
    public Found {
      steps = List.copyOf(steps);
    }
  }

  /** What leads from one commit to the other. */
  public Found between(Oid before, Oid after) throws IOException {
    List<Step> steps = new ArrayList<>();
    List<Ready> ready = List.of();
    Oid tip = after;
    while (!tip.equals(before)) {
      List<Oid> parents = history.parents(tip);
      boolean isMade = parents.size() == 2 && !isHandoff(tip);
      Oid onto = isMade ? parents.get(0) : before;
      Oid brought = isMade ? parents.get(1) : tip;
      if (!isHandoff(brought)) {
        return none(brought.abbreviated() + " is not a handoff");
      }
      if (ready.isEmpty()) {
        ready = new IntegrationOrder(plan).select(Set.of(), Set.of()).ready();
      }
      Found part = step(ready, onto, brought, tip);
      if (part.steps().isEmpty()) {
        return part;
      }
      steps.addAll(0, part.steps());
      if (steps.size() > plan.policy().agents().size()) {
        return none("a handoff comes in more than once");
      }
      tip = onto;
    }
    return new Found(steps, "");
  }

  private static Found none(String why) {
    return new Found(List.of(), why);
  }

  /** The steps that one commit makes: those of the handoffs below it that are not in yet first. */
  private Found step(List<Ready> ready, Oid onto, Oid brought, Oid made) throws IOException {
    List<Step> steps = new ArrayList<>();
    Oid at = onto;
    for (Ready next : ready) {
      Oid handoff = next.handoff().commit();
      boolean isLast = handoff.equals(brought);
      if (history.contains(at, handoff) || !history.contains(brought, handoff)) {
        continue;
      }
      Oid to = isLast ? made : handoff;
      AgentId id = next.agent().id();
      if (!history.contains(to, at)) {
        return none(
            made.abbreviated() + " contains the handoff of " + id + "; merge that one first");
      }
      String why = otherwise(next, at, to);
      if (!why.isEmpty()) {
        return none(why);
      }
      steps.add(new Step(id, next.handoff().branch(), handoff, at, to));
      at = to;
      if (isLast) {
        return new Found(steps, "");
      }
    }
    return none("the handoff " + brought.abbreviated() + " can't be integrated");
  }

  private boolean isHandoff(Oid commit) {
    return plan.ledger().agents().values().stream()
        .anyMatch(a -> a.handoff().filter(h -> h.commit().equals(commit)).isPresent());
  }

  /** How a commit is not the merge that integrating the handoff makes, or "". */
  private String otherwise(Ready ready, Oid onto, Oid made) throws IOException {
    AgentId id = ready.agent().id();
    Optional<Oid> missing =
        IoStreams.first(ready.handoff().basis().builtOn(), on -> !history.contains(onto, on));
    if (missing.isPresent()) {
      return id + " builds on " + missing.get().abbreviated() + ", which is not in before it";
    }
    for (AgentId before : plan.shared().predecessors(ready.agent())) {
      Optional<Oid> theirs = plan.handoff(before).map(handoff -> handoff.commit());
      if (theirs.isEmpty() || !history.contains(onto, theirs.get())) {
        return id + " comes after " + before + ", whose handoff is not in before it";
      }
    }
    Permission own = plan.judging().permission(id);
    if (!ForeignWork.in(history.onceMore(), Set.of(onto), ready.handoff().commit(), own)
        .isEmpty()) {
      return "the handoff of " + id + " has commits that change paths that are not its own";
    }
    History.Merge merge = history.onceMore().merge(onto, ready.handoff().commit(), own);
    if (!merge.isWhole() || !merge.tree().equals(history.tree(made))) {
      return made.abbreviated() + " is not the merge that integrating " + id + " makes";
    }
    List<Oid> of = List.of(onto, ready.handoff().commit());
    return merge.links() ? String.join("; ", new StrayLinks(plan.judging()).in(made, of)) : "";
  }
}
