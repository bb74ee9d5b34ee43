package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.Commits;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.ledger.Standing;
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
 * What maintainers have pushed to an agent's branches and the integration branch lacks
 * (docs/semantics.md, section 6): the agent may not lose it.
 */
public final class MaintainersPushes {
  private final PlanState plan;
  private final History history;

  public MaintainersPushes(PlanState plan) {
    this.plan = plan;
    this.history = plan.history();
  }

  /** The tips of those of which any commit is in one of these. */
  public List<Oid> in(AgentId agent, Set<Oid> tips) throws IOException {
    Map<Oid, Set<Oid>> pushes = new LinkedHashMap<>();
    Set<Oid> all = new HashSet<>();
    for (Standing push : plan.record(agent).standing()) {
      if (push.isMaintainers() && isCommit(push.tip())) {
        List<Oid> commits = commits(push);
        pushes.computeIfAbsent(push.tip(), tip -> new HashSet<>()).addAll(commits);
        all.addAll(commits);
      }
    }
    if (all.isEmpty() || tips.isEmpty()) {
      return List.of();
    }
    Set<Oid> reached = history.reached(all, tips);
    return pushes.entrySet().stream()
        .filter(push -> push.getValue().stream().anyMatch(reached::contains))
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<Oid> commits(Standing push) throws IOException {
    Set<Oid> from = new LinkedHashSet<>();
    for (Oid commit : push.from()) {
      if (isCommit(commit)) {
        from.add(commit);
      }
    }
    if (isCommit(plan.main())) {
      from.add(plan.main());
    }
    return history.commits(push.tip(), from);
  }

  private boolean isCommit(Oid id) throws IOException {
    return !id.isZero() && history.kind(id) == Commits.Kind.COMMIT;
  }
}
