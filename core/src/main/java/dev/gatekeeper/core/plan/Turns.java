package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.PlanOrder;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The agents that have the turn (docs/semantics.md, section 6, "Turns"): in the order of the plan,
 * each that has unfinished work, is not held back, and excludes no earlier one that has it. For one
 * moment, as the plan is.
 */
public final class Turns {
  private final Policy policy;
  private final PlanState plan;
  private final PlanOrder order;
  private final Set<AgentId> beginning;
  private final Map<AgentId, Boolean> known = new HashMap<>();

  public Turns(PlanState plan) {
    this(plan, Set.of());
  }

  /**
   * The turns as they would be.
   *
   * @param beginning whom a push brings work that is not there yet
   */
  public Turns(PlanState plan, Set<AgentId> beginning) {
    this(plan, beginning, plan.policy());
  }

  /**
   * The same if another policy said who excludes whom.
   *
   * @param policy that policy, otherwise the same
   */
  public Turns(PlanState plan, Set<AgentId> beginning, Policy policy) {
    this.policy = policy;
    this.plan = plan;
    this.order = plan.order();
    this.beginning = Set.copyOf(beginning);
  }

  /** Those whom the agent excludes and that have the turn: it waits for all of them. */
  public List<Agent> inTheWayOf(Agent agent) throws IOException {
    return IoStreams.filter(excluded(agent), this::hasTurn);
  }

  private List<Agent> excluded(Agent agent) {
    return agent.excludes().stream().flatMap(id -> policy.agent(id).stream()).toList();
  }

  public boolean hasTurn(Agent agent) throws IOException {
    return IoStreams.known(
        known,
        agent.id(),
        id -> works(agent) && !isHeldBack(agent) && waitsForNobodyEarlier(agent));
  }

  /** Whether it has no work but what the push brings it. */
  boolean isOnlyBeginning(Agent agent) throws IOException {
    return plan.progress().works(agent).isEmpty();
  }

  private boolean works(Agent agent) throws IOException {
    return beginning.contains(agent.id()) || !plan.progress().works(agent).isEmpty();
  }

  /** Only earlier ones are asked about, and only they by those: that ends. */
  private boolean waitsForNobodyEarlier(Agent agent) throws IOException {
    return !IoStreams.any(
        excluded(agent), other -> order.isEarlier(other.id(), agent.id()) && hasTurn(other));
  }

  /** Whether something other than an exclusion refuses its pushes. */
  private boolean isHeldBack(Agent agent) throws IOException {
    return plan.record(agent.id()).stopped().isPresent()
        || plan.isClosed(agent.id())
        || !plan.blockers(agent).isEmpty()
        || waitsForWhatItBuildsOn(agent);
  }

  /** Whether its handoff builds on a revoked one, and nothing has taken the place of that. */
  private boolean waitsForWhatItBuildsOn(Agent agent) throws IOException {
    return plan.validity(agent.id()) == PlanState.Validity.SUSPENDED
        && !IoStreams.all(
            plan.allBefore(agent), before -> plan.validity(before) == PlanState.Validity.VALID);
  }
}
