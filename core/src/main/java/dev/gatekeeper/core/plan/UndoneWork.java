package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.ledger.Integration.Undone;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Permission;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The integrations that were undone on the integration branch, and the agents whose work contains
 * some of them (docs/semantics.md, section 6, "Rollback").
 */
final class UndoneWork {
  private final PlanState plan;
  private final History history;
  private Optional<List<Undone>> restarts = Optional.empty();

  UndoneWork(PlanState plan) {
    this.plan = plan;
    this.history = plan.history();
  }

  /**
   * An integration that was undone, where a commit holds some of it and not what undid it. If it
   * was the work of the agent, under this name or another, that would be lost, since it counts as
   * merged already; if it was that of one before it, the commit builds on undone work. After one of
   * its own the commit must contain what undid it in any case (section 6, "Rollback").
   */
  Optional<Undone> heldBackBy(Oid commit, Agent agent) throws IOException {
    return IoStreams.first(
        restarts(),
        restart ->
            !history.contains(commit, restart.commit())
                && (restart.step().agent().equals(agent.id())
                    || (carries(commit, restart)
                        && (isWorkOf(restart, agent.id()) || isWorkOfOneBefore(restart, agent)))));
  }

  /** Whether a commit contains anything that the step brought to the integration branch. */
  private boolean carries(Oid commit, Undone restart) throws IOException {
    return !IoStreams.all(
        history.bases(commit, Set.of(restart.step().after())),
        shared -> history.contains(restart.step().before(), shared));
  }

  /** Whether the step was the agent's, or changed a path that it may change now. */
  boolean isWorkOf(Undone restart, AgentId agent) throws IOException {
    Step step = restart.step();
    if (step.agent().equals(agent)) {
      return true;
    }
    Permission own = plan.judging().permission(agent);
    History.Merge theirs = history.merge(step.before(), step.after(), own);
    return !theirs.tree().equals(history.tree(step.before()));
  }

  private boolean isWorkOfOneBefore(Undone restart, Agent agent) throws IOException {
    return IoStreams.any(plan.allBefore(agent), before -> isWorkOf(restart, before));
  }

  /** Whether a commit came in by an integration that was undone, of whichever agent it was. */
  boolean isUndone(Oid commit) throws IOException {
    return IoStreams.any(
        restarts(),
        restart ->
            history.contains(restart.step().after(), commit)
                && !history.contains(restart.step().before(), commit));
  }

  /** Those of all agents that count: the integration branch has what undid them. */
  private List<Undone> restarts() throws IOException {
    if (restarts.isEmpty()) {
      List<Undone> all =
          plan.ledger().ids().stream()
              .flatMap(id -> plan.ledger().agent(id).restarts().stream())
              .toList();
      restarts = Optional.of(IoStreams.filter(all, one -> plan.isIntegrated(one.commit())));
    }
    return restarts.get();
  }

  /** A ref that keeps, of what an agent left behind, a tip that contains the commit. */
  Optional<RefName> kept(AgentId agent, Oid commit) throws IOException {
    return IoStreams.first(
        history.below(Removal.pins(agent)), pin -> history.contains(history.tip(pin), commit));
  }
}
