package dev.gatekeeper.core.preflight;

import dev.gatekeeper.core.gate.RefNameConflicts;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.preflight.PreflightLine.Item;
import dev.gatekeeper.core.preflight.PreflightLine.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The check for agents without a branch, and for whether one can be created. */
record MissingBranches(Policy policy, PlanState plan, History history) {
  MissingBranches(PlanState plan) {
    this(plan.policy(), plan, plan.history());
  }

  /** A branch that can be made, where it starts, and whose it is. */
  record Branch(Agent agent, RefName ref, Oid commit) {}

  /** Those that can be made now. */
  List<Branch> makeable() throws IOException {
    List<Branch> makeable = new ArrayList<>();
    if (plan.main().isZero()) {
      return makeable;
    }
    for (Agent agent : without()) {
      Optional<RefName> ref = agent.branches().first().map(RefName::branch);
      if (ref.isPresent()
          && RefNameConflicts.inTheWay(history, ref.get()).isEmpty()
          && makeable.stream().noneMatch(made -> RefNameConflicts.collide(made.ref(), ref.get()))
          && StartingPoint.of(plan, agent) instanceof StartingPoint.At at) {
        makeable.add(new Branch(agent, ref.get(), at.commit()));
      }
    }
    return makeable;
  }

  /** A line for each agent without a branch, or one if there is none. */
  List<PreflightLine> lines() throws IOException {
    List<PreflightLine> lines = IoStreams.map(without(), this::line);
    if (lines.isEmpty()) {
      lines.add(PreflightLine.ok(Item.BRANCHES, "every agent has a branch"));
    }
    return lines;
  }

  private List<Agent> without() throws IOException {
    return IoStreams.filter(
        policy.agents(), agent -> plan.progress().branches(agent.id()).isEmpty());
  }

  private PreflightLine line(Agent agent) throws IOException {
    String none = agent.id() + " has no branch";
    Optional<RefName> ref = agent.branches().first().map(RefName::branch);
    if (ref.isEmpty()) {
      return line(agent, Result.ERROR, none, "push its first; no name follows from its patterns");
    }
    String name = ref.get().shortName();
    Optional<RefName> other = RefNameConflicts.inTheWay(history, ref.get());
    if (other.isPresent()) {
      return line(
          agent,
          Result.ERROR,
          none + ", and git can't store both " + name + " and " + other.get().shortName(),
          "delete or rename that one");
    }
    if (plan.main().isZero()) {
      return line(agent, Result.ERROR, none, "push " + policy.integration().branch() + " first");
    }
    StartingPoint start = StartingPoint.of(plan, agent);
    if (start instanceof StartingPoint.Waits waits) {
      String whom = String.join(", ", waits.blockers().stream().map(Object::toString).toList());
      return line(
          agent,
          Result.WARNING,
          none + " yet: it starts from what is handed off by " + whom,
          "gatekeeper preflight --fix makes " + name + " then");
    }
    if (start instanceof StartingPoint.Merge merge) {
      return line(
          agent,
          Result.WARNING,
          "%s yet: it starts from %s handoffs that are not merged"
              .formatted(none, merge.handoffs().size()),
          "gatekeeper worktree " + agent.id() + " merges them in a clone; push what it makes");
    }
    Oid at = ((StartingPoint.At) start).commit();
    return line(
        agent,
        Result.ERROR,
        none,
        "gatekeeper preflight --fix makes " + name + " at " + at.abbreviated());
  }

  private static PreflightLine line(Agent agent, Result result, String finding, String next) {
    return new PreflightLine(Item.BRANCHES, result, Optional.of(agent.id()), finding, next);
  }

  /** Where the branch of an agent starts (docs/semantics.md, section 6, "Order"). */
  sealed interface StartingPoint {

    /**
     * At a commit: the tip of the integration branch, or the one handoff that contains all else.
     */
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
        for (AgentId before : plan.shared().predecessors(agent)) {
          plan.handoff(before).map(Handoff::commit).ifPresent(handoffs::add);
        }
      }
      History history = plan.history();
      List<Oid> needed =
          IoStreams.filter(
              handoffs.stream().distinct().toList(),
              handoff ->
                  !history.contains(main, handoff)
                      && !IoStreams.any(
                          handoffs,
                          other -> !other.equals(handoff) && history.contains(other, handoff)));
      if (needed.size() > 1) {
        return new Merge(needed);
      }
      return new At(needed.isEmpty() ? main : needed.get(0));
    }
  }
}
