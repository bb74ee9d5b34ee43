package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.ledger.ExemptCommits;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The maintainers' pushes to an agent's branches that the integration branch lacks
 * (docs/semantics.md, section 6): the agent may not lose them.
 */
public record MaintainersPushes(PlanState plan) {

  /** The tips of those of which any commit is in one of these. */
  public List<Oid> in(AgentId agent, Set<Oid> tips) throws IOException {
    Map<Oid, Set<Oid>> pushes = new LinkedHashMap<>();
    Set<Oid> all = new HashSet<>();
    for (ExemptCommits push : plan.record(agent).standing()) {
      if (push.isMaintainers() && plan.history().isCommit(push.tip())) {
        List<Oid> commits = commits(push);
        pushes.computeIfAbsent(push.tip(), tip -> new HashSet<>()).addAll(commits);
        all.addAll(commits);
      }
    }
    if (all.isEmpty() || tips.isEmpty()) {
      return List.of();
    }
    Set<Oid> reached = plan.history().reached(all, tips);
    return pushes.entrySet().stream()
        .filter(push -> push.getValue().stream().anyMatch(reached::contains))
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<Oid> commits(ExemptCommits push) throws IOException {
    Set<Oid> from = new LinkedHashSet<>(push.from());
    from.add(plan.main());
    return plan.history().commits(push.tip(), plan.history().present(from));
  }
}
