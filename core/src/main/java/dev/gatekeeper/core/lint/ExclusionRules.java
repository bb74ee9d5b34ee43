package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether agents that exclude each other both say so: one that does not say it may begin while the
 * other is at work.
 */
final class ExclusionRules {
  private ExclusionRules() {}

  static List<Finding> findings(Policy policy) {
    List<Finding> findings = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      for (AgentId excluded : agent.excludes()) {
        policy.agent(excluded).stream()
            .filter(other -> !other.excludes().contains(agent.id()))
            .map(other -> finding(agent, other))
            .forEach(findings::add);
      }
    }
    return List.copyOf(findings);
  }

  private static Finding finding(Agent agent, Agent other) {
    String others =
        other.excludes().isEmpty()
            ? "nobody"
            : String.join(", ", other.excludes().stream().map(AgentId::id).toList());
    return new Finding(
        "excludes-one-sided",
        Severity.WARNING,
        "`%1$s` excludes `%2$s` and not the other way round, so `%2$s` may begin while `%1$s` is at work"
            .formatted(agent.id(), other.id()),
        List.of(agent.at(), other.at()),
        "%s excludes %s, %s excludes %s".formatted(agent.id(), other.id(), other.id(), others),
        "add `%s` to the `excludes` of `%s`".formatted(agent.id(), other.id()));
  }
}
