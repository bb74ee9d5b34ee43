package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling.Reason;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;

/** Where the rule stands that decides about a path. */
final class Deciding {
  private Deciding() {}

  /** The rule's line, or the agent's if no rule matches. */
  static Location line(AgentRules rules, RepoPath path, Agent agent) {
    return rules.reason(rules.deciding(path)) instanceof Reason.ByRule by
        ? by.rule().at()
        : agent.at();
  }
}
