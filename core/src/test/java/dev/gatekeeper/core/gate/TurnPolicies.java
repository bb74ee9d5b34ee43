package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All ways in which a few agents can come after and exclude each other. Of those that differ in
 * names alone there is one: the agents are named in the order of the plan.
 */
final class TurnPolicies {
  private TurnPolicies() {}

  /**
   * The policies of so many agents, together those in which they come after each other alike.
   *
   * @return those in which they come after nobody first; of each, that in which nobody excludes
   *     anybody first
   */
  static List<List<Policy>> of(int agents) {
    int pairs = agents * (agents - 1);
    List<List<Policy>> policies = new ArrayList<>();
    for (int after = 0; after < 1 << (pairs / 2); after++) {
      if (isInOrder(after, agents)) {
        List<Policy> alike = new ArrayList<>();
        for (int excludes = 0; excludes < 1 << pairs; excludes++) {
          alike.add(policy(after, excludes, agents));
        }
        policies.add(List.copyOf(alike));
      }
    }
    return policies;
  }

  /** One without those that an agent does not come after, in which nobody excludes anybody. */
  static Policy part(Policy of, Agent agent) {
    Set<AgentId> kept = withThoseBefore(of, agent);
    PolicyBuilder part = new PolicyBuilder();
    for (Agent one : of.agents()) {
      if (kept.contains(one.id())) {
        String name = one.id().id();
        List<String> before = one.after().stream().map(AgentId::id).toList();
        part.agent(name, before, List.of(), "/" + name + "/");
      }
    }
    return part.build();
  }

  static Set<AgentId> withThoseBefore(Policy policy, Agent agent) {
    Set<AgentId> all = new HashSet<>(Set.of(agent.id()));
    for (int i = policy.agents().size() - 1; i >= 0; i--) { // whoever comes before stands before
      if (all.contains(policy.agents().get(i).id())) {
        all.addAll(policy.agents().get(i).after());
      }
    }
    return all;
  }

  /**
   * One of them.
   *
   * @param after who comes after whom, a bit for each pair
   * @param excludes who excludes whom, two bits for each pair
   */
  static Policy policy(int after, int excludes, int agents) {
    PolicyBuilder policy = new PolicyBuilder();
    for (int agent = 0; agent < agents; agent++) {
      List<String> before = new ArrayList<>();
      List<String> excluded = new ArrayList<>();
      int bit = 0;
      for (int one = 0; one < agents; one++) {
        for (int other = 0; other < agents; other++) {
          if (one != other) {
            if (one == agent && (excludes >> bit & 1) != 0) {
              excluded.add(SmallHistory.AGENTS.get(other));
            }
            bit++;
          }
          if (other < one && one == agent && (after >> pair(one, other) & 1) != 0) {
            before.add(SmallHistory.AGENTS.get(other));
          }
        }
      }
      String name = SmallHistory.AGENTS.get(agent);
      policy.agent(name, before, excluded, "/" + name + "/");
    }
    return policy.build();
  }

  private static int pair(int later, int earlier) {
    return later * (later - 1) / 2 + earlier;
  }

  /** Whether no agent's step is less than that of one named before it. */
  private static boolean isInOrder(int after, int agents) {
    int[] steps = new int[agents];
    for (int one = 0; one < agents; one++) {
      steps[one] = 1;
      for (int other = 0; other < one; other++) {
        if ((after >> pair(one, other) & 1) != 0) {
          steps[one] = Math.max(steps[one], steps[other] + 1);
        }
      }
      if (one > 0 && steps[one] < steps[one - 1]) {
        return false;
      }
    }
    return true;
  }
}
