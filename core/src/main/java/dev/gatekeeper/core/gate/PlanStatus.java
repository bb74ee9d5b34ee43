package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where every agent of a plan stands: it follows from the policy, the ledger's state and the refs,
 * and is stored nowhere (docs/semantics.md, section 6).
 */
public final class PlanStatus {
  private final Policy policy;
  private final PlanState plan;
  private final History history;
  private final Budget budget;

  private PlanStatus(Policy policy, PlanState plan, History history) {
    this.policy = policy;
    this.plan = plan;
    this.history = history;
    this.budget = new Budget(policy.limits());
  }

  /**
   * The agents in the order of the policy.
   *
   * @throws IOException if the repository can't be read
   * @throws Budget.Exceeded if that takes longer than the policy lets a push take
   */
  public static List<AgentStatus> of(Policy policy, PlanState plan, History history)
      throws IOException {
    return new PlanStatus(policy, plan, history).agents();
  }

  private List<AgentStatus> agents() throws IOException {
    Map<AgentId, List<RefName>> branches = branches();
    Map<AgentId, Integer> steps = steps();
    List<AgentStatus> agents = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      Set<Oid> trusted = trusted(agent);
      List<AgentStatus.Head> heads = new ArrayList<>();
      for (RefName branch : branches.getOrDefault(agent.id(), List.of())) {
        Oid tip = history.tip(branch);
        heads.add(new AgentStatus.Head(branch, tip, !isReached(tip, trusted)));
      }
      boolean works = heads.stream().anyMatch(AgentStatus.Head::works);
      List<AgentId> blockers =
          agent.after().stream().filter(a -> !plan.handoffs().containsKey(a)).toList();
      agents.add(
          new AgentStatus(
              agent,
              steps.getOrDefault(agent.id(), 1),
              state(agent, blockers, works),
              blockers,
              works,
              heads));
    }
    return agents;
  }

  private AgentState state(Agent agent, List<AgentId> blockers, boolean works) {
    if (!blockers.isEmpty()) {
      return AgentState.BLOCKED;
    }
    if (works) {
      return AgentState.ACTIVE;
    }
    return plan.handoffs().containsKey(agent.id()) ? AgentState.VALIDATED : AgentState.READY;
  }

  private Map<AgentId, List<RefName>> branches() throws IOException {
    Map<AgentId, List<RefName>> branches = new HashMap<>();
    for (RefName branch : history.branches()) {
      List<Agent> agents = RefRules.agentsOf(branch, policy);
      if (agents.size() == 1) {
        branches.computeIfAbsent(agents.get(0).id(), a -> new ArrayList<>()).add(branch);
      }
    }
    return branches;
  }

  /** The commits that are trusted for this agent. */
  private Set<Oid> trusted(Agent agent) throws IOException {
    Set<Oid> trusted = new LinkedHashSet<>();
    Oid main = history.tip(RefName.branch(policy.integration().branch()));
    if (!main.isZero()) {
      trusted.add(main);
    }
    List<AgentId> ids = new ArrayList<>(agent.after());
    ids.add(agent.id());
    for (AgentId id : ids) {
      Oid handoff = plan.handoffs().get(id);
      if (handoff != null) {
        trusted.add(handoff);
      }
    }
    return trusted;
  }

  private boolean isReached(Oid tip, Set<Oid> trusted) throws IOException {
    for (Oid commit : trusted) {
      if (history.contains(commit, tip, budget)) {
        return true;
      }
    }
    return false;
  }

  private Map<AgentId, Integer> steps() {
    Map<AgentId, Integer> steps = new HashMap<>();
    for (Agent agent : policy.agents()) {
      step(agent.id(), steps, new HashSet<>());
    }
    return steps;
  }

  /** {@code lint} refuses a policy whose order goes round in a circle; here one merely ends. */
  private int step(AgentId id, Map<AgentId, Integer> steps, Set<AgentId> above) {
    Integer known = steps.get(id);
    if (known != null || !above.add(id)) {
      return known == null ? 0 : known;
    }
    int step = 1;
    for (Agent agent : policy.agent(id)) {
      for (AgentId before : agent.after()) {
        step = Math.max(step, 1 + step(before, steps, above));
      }
    }
    steps.put(id, step);
    return step;
  }
}
