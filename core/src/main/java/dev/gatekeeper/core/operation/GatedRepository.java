package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.gate.AskRules;
import dev.gatekeeper.core.gate.Gate;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.report.AgentSelector;
import dev.gatekeeper.core.report.VerdictJson;
import dev.gatekeeper.core.store.DecisionLog;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.PolicyInForce;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The entry point to the operations on a repository's plan. Whether the one who asks may do so has
 * been decided by the door.
 */
public record GatedRepository(GatekeeperFolder folder, LoadedPolicy.Reader policies, Clock clock) {

  /** The policy in force, or why there is none. */
  public LoadedPolicy policy() throws IOException {
    try (JGitHistory history = JGitHistory.open(folder.gitDirectory())) {
      return PolicyInForce.of(folder, history, policies).loaded();
    }
  }

  /** The plan under its lock, to change what concerns the agent. */
  LockedPlan open(AgentId agent) throws IOException {
    return LockedPlan.take(this, Set.of(agent));
  }

  /** The same to change what concerns the integration branch as well. */
  LockedPlan openWithIntegration(Set<AgentId> agents) throws IOException {
    return LockedPlan.take(this, agents, true);
  }

  /** Records validations whose process has gone as interrupted, as every operation does. */
  public void recover() throws IOException {
    LockedPlan.take(this, Set.of()).close();
  }

  /** Puts a decision about a push on record. */
  void record(Verdict verdict) throws IOException {
    new DecisionLog(folder).append(VerdictJson.record(verdict), verdict.at());
  }

  /** The agents whose branch it is under the policy of now; none if there is no valid policy. */
  public List<AgentId> agentsOf(RefName branch) throws IOException {
    RefUpdate update = new RefUpdate(branch, Oid.ZERO, Oid.ZERO);
    Push push = new Push(Pusher.unnamed(), List.of(update), List.of());
    return policy() instanceof LoadedPolicy.Valid valid
        ? Gate.judgedRefs(push, valid.policy()).get(0).agents()
        : List.of();
  }

  /**
   * The agent that a push asks about ({@link Ask}).
   *
   * @throws IOException if by now it asks about none that whoever pushes may ask about
   */
  AgentId asked(Push push) throws IOException {
    if (policy() instanceof LoadedPolicy.Valid valid) {
      Optional<Agent> agent =
          AskRules.agent(push.updates().get(0).ref(), push.pusher(), valid.policy());
      if (agent.isPresent()) {
        return agent.get().id();
      }
    }
    throw new IOException("the policy has changed in the meantime");
  }

  static Agent agent(LockedPlan locked, AgentId id) throws OperationRefused {
    try {
      AgentSelector.of(locked.policy(), id.id(), "");
    } catch (AgentSelector.Unknown e) {
      throw OperationRefused.unknown(String.valueOf(e.getMessage()), e.next());
    }
    return locked.policy().agent(id).orElseThrow();
  }

  /**
   * The branch that is meant: the one that is named, or else the only one that can be.
   *
   * @param named its short name, or ""
   */
  static RefName branch(LockedPlan locked, Agent agent, String named)
      throws IOException, OperationRefused {
    if (!named.isEmpty()) {
      RefName branch = RefName.branch(named.replaceFirst("^refs/heads/", ""));
      boolean theirs = locked.plan().progress().branches(agent.id()).contains(branch);
      if (!theirs) { // in the same words whether others have it or nobody has
        throw new OperationRefused(
            agent.id() + " has no branch `" + branch.shortName() + "`", "git push it first");
      }
      return branch;
    }
    PlanState plan = locked.plan();
    List<RefName> works = plan.progress().works(agent);
    List<RefName> found = works.isEmpty() ? plan.progress().branches(agent.id()) : works;
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw new OperationRefused(agent.id() + " has no branch yet", "push its work first");
    }
    throw new OperationRefused(
        "%s has %s branches%s: %s"
            .formatted(
                agent.id(),
                found.size(),
                works.isEmpty() ? "" : " with work",
                String.join(", ", found.stream().map(RefName::shortName).toList())),
        "name one with --branch");
  }

  /**
   * The commit that is named, the tip of the branch if none is.
   *
   * @throws OperationRefused if it is not named by its whole id: whoever makes commits can make one
   *     whose id begins as another's
   */
  static Oid commit(LockedPlan locked, RefName branch, String named)
      throws IOException, OperationRefused {
    try {
      PlanRequest.checkWhole("commit", named);
    } catch (PlanRequest.Malformed e) {
      throw new OperationRefused(String.valueOf(e.getMessage()), e.next());
    }
    return named.isEmpty() ? locked.history().tip(branch) : new Oid(named);
  }
}
