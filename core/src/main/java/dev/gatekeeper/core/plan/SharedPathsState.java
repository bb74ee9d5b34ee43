package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.FormerHandoffs;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.SharedPaths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What follows for a plan from paths that several agents own one after the other
 * (docs/semantics.md, section 6, "Shared paths"). For one plan, and one moment.
 */
public final class SharedPathsState {
  private final PlanState plan;
  private final Map<AgentId, List<AgentId>> earlierOwners = new HashMap<>();

  SharedPathsState(PlanState plan) {
    this.plan = plan;
  }

  /** The agents before this one that own some path with it. */
  public List<AgentId> earlierOwners(Agent agent) {
    return earlierOwners.computeIfAbsent(
        agent.id(), id -> SharedPaths.earlierOwners(plan.policy(), agent));
  }

  /**
   * Those whose valid handoffs an agent waits for: those that it comes after, and the earlier
   * owners of its paths.
   */
  public Set<AgentId> predecessors(Agent agent) {
    Set<AgentId> all = new LinkedHashSet<>(agent.after());
    all.addAll(earlierOwners(agent));
    return all;
  }

  /**
   * Whether a commit contains what it must of one of those: of an earlier owner the current
   * handoff, of another one of its line, unless {@code ancestry: false} waives that.
   */
  public boolean includes(Agent agent, Oid commit, AgentId before) throws IOException {
    if (earlierOwners(agent).contains(before)) {
      Optional<Handoff> current = plan.handoff(before);
      return current.isPresent() && plan.history().contains(commit, current.get().commit());
    }
    return !agent.ancestry() || plan.includes(commit, before);
  }

  /**
   * An earlier owner whose current handoff changes a path of both, and is not in a commit of the
   * agent's.
   */
  public Optional<AgentId> changedBy(Agent agent, Oid commit) throws IOException {
    for (AgentId before : earlierOwners(agent)) {
      Optional<Oid> theirs = plan.handoff(before).map(Handoff::commit);
      if (theirs.isPresent()
          && !plan.history().contains(commit, theirs.get())
          && changes(agent.id(), before, commit, theirs.get())) {
        return Optional.of(before);
      }
    }
    return Optional.empty();
  }

  /** The same of its handoff, whether that is valid or not. */
  public Optional<AgentId> changedBy(Agent agent) throws IOException {
    Optional<Handoff> own = plan.record(agent.id()).handoff();
    return own.isEmpty() ? Optional.empty() : changedBy(agent, own.get().commit());
  }

  /**
   * What a commit contains of another agent's former handoffs.
   *
   * @param agent whose handoffs they were
   * @param commit the youngest commit of them
   */
  record TakenBack(AgentId agent, Oid commit) {}

  /**
   * Whether a commit of the agent's contains former handoffs of another one that changed a path
   * which the agent may change. They would come in as its own work, and if the other agent did that
   * once more it would count as merged already.
   */
  Optional<TakenBack> takenBack(Agent agent, Oid commit) throws IOException {
    for (AgentId other : plan.ledger().ids()) {
      List<FormerHandoffs> former =
          other.equals(agent.id()) ? List.of() : plan.ledger().agent(other).former();
      for (FormerHandoffs line : former) {
        Optional<Oid> youngest = youngest(agent, commit, line);
        if (youngest.isPresent()) {
          return Optional.of(new TakenBack(other, youngest.get()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Oid> youngest(Agent agent, Oid commit, FormerHandoffs line) throws IOException {
    History history = plan.history();
    return history.isCommit(line.first())
            && history.isCommit(line.last())
            && history.contains(commit, line.first())
        ? IoStreams.first(
            history.bases(commit, Set.of(line.last())),
            shared -> history.contains(shared, line.first()) && changesOwn(agent, shared))
        : Optional.empty();
  }

  /** Whether any commit that none of those trusted reaches changes a path that is the agent's. */
  private boolean changesOwn(Agent agent, Oid tip) throws IOException {
    Permission own = plan.judging().permission(agent.id());
    History limited = limited();
    try {
      for (Oid commit : limited.commits(tip, limited.present(plan.trusted(agent)))) {
        List<RepoPath> changed = new ArrayList<>();
        limited.changes(limited.parents(commit), commit, (path, from, to) -> changed.add(path));
        if (changed.stream().anyMatch(path -> own.outcome(path).allowed())) {
          return true;
        }
      }
      return false;
    } catch (PushBudget.Exceeded e) {
      return true;
    }
  }

  /**
   * The later owners whose work contains a change of a shared path that is taken back, or one on
   * top of that, the last of the plan first.
   *
   * @param work a commit of the agent's that is to be taken back
   */
  public List<AgentId> laterOwners(AgentId agent, Oid work) throws IOException {
    List<AgentId> later = new ArrayList<>();
    for (Agent other : plan.policy().agents()) {
      if (earlierOwners(other).contains(agent) && buildsOn(other.id(), agent, work)) {
        later.add(other.id());
      }
    }
    later.sort((one, other) -> plan.order().isEarlier(one, other) ? 1 : -1);
    return later;
  }

  private boolean buildsOn(AgentId other, AgentId agent, Oid work) throws IOException {
    Set<Oid> tips = new LinkedHashSet<>();
    plan.record(other).handoff().map(Handoff::commit).ifPresent(tips::add);
    tips.addAll(IoStreams.map(plan.progress().branches(other), plan.history()::tip));
    return IoStreams.any(
        tips,
        tip ->
            plan.history().contains(tip, work)
                && (changes(other, agent, work, tip) || changes(other, agent, plan.main(), work)));
  }

  /**
   * Whether a commit changes a path of both since where it and another parted. What is too large to
   * look at counts as changed, and how busy the machine is says nothing.
   */
  private boolean changes(AgentId one, AgentId other, Oid since, Oid commit) throws IOException {
    Predicate<RepoPath> isShared = shared(one, other);
    History limited = limited();
    try {
      for (Oid base : limited.bases(since, Set.of(commit))) {
        if (limited.changed(List.of(base), commit, Integer.MAX_VALUE).stream().anyMatch(isShared)) {
          return true;
        }
      }
      return false;
    } catch (PushBudget.Exceeded e) {
      return true;
    }
  }

  private History limited() {
    return plan.history().within(PushBudget.withoutTime(plan.policy().limits()));
  }

  private Predicate<RepoPath> shared(AgentId one, AgentId other) {
    Permission first = plan.judging().permission(one);
    Permission second = plan.judging().permission(other);
    return path -> first.outcome(path).allowed() && second.outcome(path).allowed();
  }
}
