package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import java.time.LocalDate;
import java.util.List;

/**
 * Who may change a path: found by a plain scan over all agents, and only when somebody asks, since
 * accepted pushes never do.
 *
 * @param today in UTC
 */
public record Owners(Policy policy, LocalDate today) {

  /** The agents that may change the path, in the order of the policy. */
  public List<AgentId> of(RepoPath path) {
    return policy.agents().stream().filter(agent -> mayChange(agent, path)).map(Agent::id).toList();
  }

  private boolean mayChange(Agent agent, RepoPath path) {
    return AgentRules.of(policy, agent, today).outcome(path).allowed();
  }
}
