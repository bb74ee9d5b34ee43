package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Agent.BranchRules.BranchRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.List;

/** Whether the integration branch is kept out of every agent's hands (section 5). */
final class IntegrationRules {
  private IntegrationRules() {}

  static List<Finding> findings(Policy policy) {
    String branch = policy.integration().branch();
    return policy.agents().stream()
        .filter(agent -> agent.branches().matches(branch))
        .map(agent -> finding(agent, branch))
        .toList();
  }

  private static Finding finding(Agent agent, String branch) {
    return new Finding(
        "branch-integration",
        Severity.ERROR,
        "the branches of `" + agent.id() + "` match the integration branch",
        agent.branches().rules().stream().map(BranchRule::at).limit(1).toList(),
        branch,
        "name its branches more closely, such as \"" + agent.id() + "/**\"");
  }
}
