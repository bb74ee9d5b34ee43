package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.AgentId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order of the plan: by step, and within a step by id (docs/semantics.md, section 6, "Turns").
 * The step of an agent is 1 if it comes after nobody, otherwise one more than the last of those
 * that it comes after. It follows from the policy alone.
 */
public final class PlanOrder {
  private final Map<AgentId, Agent> named = new HashMap<>();
  private final Map<AgentId, Integer> steps = new HashMap<>();
  private final List<Agent> agents;

  private PlanOrder(List<Agent> inFile) {
    inFile.forEach(agent -> named.put(agent.id(), agent));
    inFile.forEach(agent -> find(agent.id(), new HashSet<>()));
    this.agents =
        inFile.stream()
            .sorted(
                Comparator.<Agent>comparingInt(agent -> step(agent.id())).thenComparing(Agent::id))
            .toList();
  }

  public static PlanOrder of(Policy policy) {
    return new PlanOrder(policy.agents());
  }

  /** The agents, the first of them first. */
  public List<Agent> agents() {
    return agents;
  }

  /** When an agent of the policy comes, from 1. */
  public int step(AgentId agent) {
    return steps.getOrDefault(agent, 1);
  }

  /** Whether one comes before the other. */
  public boolean isEarlier(AgentId one, AgentId other) {
    int steps = Integer.compare(step(one), step(other));
    return steps == 0 ? one.compareTo(other) < 0 : steps < 0;
  }

  /** {@code lint} refuses a policy whose order goes round in a circle; here one merely ends. */
  private int find(AgentId id, Set<AgentId> above) {
    Integer known = steps.get(id);
    if (known != null || !above.add(id)) {
      return known == null ? 0 : known;
    }
    int step = 1;
    Agent agent = named.get(id);
    if (agent != null) {
      for (AgentId before : agent.after()) {
        step = Math.max(step, 1 + find(before, above));
      }
    }
    steps.put(id, step);
    return step;
  }
}
