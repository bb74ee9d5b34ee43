package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/**
 * All ways in which a few agents can come after and exclude each other. Of those that differ in
 * names alone there is one: the agents are named in the order of the plan.
 */
final class TurnPolicies {
  private TurnPolicies() {}

  /**
   * The policies of so many agents.
   *
   * @return those that come after nobody first, and that exclude nobody
   */
  static List<Policy> of(int agents) {
    int pairs = agents * (agents - 1);
    List<Policy> policies = new ArrayList<>();
    for (int after = 0; after < 1 << (pairs / 2); after++) {
      if (isInOrder(after, agents)) {
        for (int excludes = 0; excludes < 1 << pairs; excludes++) {
          policies.add(policy(after, excludes, agents));
        }
      }
    }
    return policies;
  }

  /** How many policies there are with all their names: it stands for so many. */
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
