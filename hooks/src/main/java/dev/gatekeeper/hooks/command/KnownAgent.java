package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.hooks.Failure;
import java.util.List;

/** An agent that the user names. */
final class KnownAgent {
  private KnownAgent() {}

  static AgentId of(Policy policy, String name) throws Failure {
    List<String> ids = policy.agents().stream().map(agent -> agent.id().id()).toList();
    if (!ids.contains(name)) {
      throw Failure.usage(
          "the policy has no agent `" + name + "`" + NearMiss.hint(name, ids),
          "it has: " + String.join(", ", ids));
    }
    return new AgentId(name);
  }
}
