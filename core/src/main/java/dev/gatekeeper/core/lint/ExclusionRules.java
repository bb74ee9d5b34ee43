package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether agents that exclude each other both say so: one that does not say it may begin while the
 * other is at work.
 */
final class ExclusionRules {
  private static final int NAMED = 8;

  private ExclusionRules() {}

  static List<Finding> findings(Policy policy) {
    Map<AgentId, Set<AgentId>> excluded = new HashMap<>();
    policy.agents().forEach(agent -> excluded.put(agent.id(), Set.copyOf(agent.excludes())));
    return policy.agents().stream()
        .flatMap(
            agent ->
                agent.excludes().stream()
                    .filter(id -> !excluded.getOrDefault(id, Set.of()).contains(agent.id()))
                    .flatMap(id -> policy.agent(id).stream())
                    .map(other -> finding(agent, other)))
        .limit(Lint.Findings.MOST + 1L)
        .toList();
  }

  private static Finding finding(Agent agent, Agent other) {
    List<String> named = other.excludes().stream().map(AgentId::id).limit(NAMED).toList();
    int more = other.excludes().size() - named.size();
    String others =
        named.isEmpty()
            ? "nobody"
            : String.join(", ", named) + (more > 0 ? " and " + more + " more" : "");
    return new Finding(
        "excludes-one-sided",
        Finding.Severity.WARNING,
        "`%1$s` excludes `%2$s` and not the other way round, so `%2$s` may begin while `%1$s` is at work"
            .formatted(agent.id(), other.id()),
        List.of(agent.at(), other.at()),
        "%s excludes %s, %s excludes %s".formatted(agent.id(), other.id(), other.id(), others),
        "add `%s` to the `excludes` of `%s`".formatted(agent.id(), other.id()));
  }
}
