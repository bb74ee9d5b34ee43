package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.ledger.Integration;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Agent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The integrations that have to be undone before an earlier one can be (docs/semantics.md, section
 * 6, "Rollback of integrated work").
 */
record LaterIntegrations(PlanState plan) {

  /**
   * The commands that undo what changed these paths after an integration, the last one first; and
   * before each what has to be undone for it.
   *
   * @return each with {@code ", then "} after it, and what the caller does next; or ""
   */
  String undoing(Step step, List<RepoPath> paths) throws IOException {
    List<Step> later = new ArrayList<>(changedAfter(step, paths));
    for (int i = 0; i < later.size(); i++) {
      Step next = later.get(i);
      List<RepoPath> changed =
          plan.history().changed(List.of(next.before()), next.after(), Integer.MAX_VALUE);
      for (Step newer : changedAfter(next, changed)) {
        if (!later.contains(newer)) {
          later.add(newer);
        }
      }
    }
    StringBuilder commands = new StringBuilder();
    Set<AgentId> begun = new HashSet<>();
    while (!later.isEmpty()) {
      Step last = later.get(0);
      for (Step other : later) {
        last = plan.history().contains(other.after(), last.after()) ? other : last;
      }
      later.remove(last);
      if (begun.add(last.agent()) && !plan.isIntegrated(last.agent())) {
        commands.append("gatekeeper rollback ").append(last.agent()).append(", then ");
      }
      commands
          .append("gatekeeper rollback ")
          .append(last.agent())
          .append(" --integration ")
          .append(last.after())
          .append(", then ");
    }
    return commands.length() == 0 ? "" : commands + "this again; or ";
  }

  /** What others have integrated since that changes these paths, and all that the agent has. */
  private List<Step> changedAfter(Step step, List<RepoPath> paths) throws IOException {
    List<Step> later = new ArrayList<>();
    for (Agent other : plan.policy().agents()) {
      for (Integration past : plan.integrations(other.id())) {
        if (plan.history().contains(past.step().before(), step.after())
            && (other.id().equals(step.agent()) || changesAny(past.step(), paths))) {
          later.add(past.step());
        }
      }
    }
    return later;
  }

  private boolean changesAny(Step step, List<RepoPath> paths) throws IOException {
    for (RepoPath path : paths) {
      if (!plan.history().isSame(step.before(), step.after(), path)) {
        return true;
      }
    }
    return false;
  }
}
