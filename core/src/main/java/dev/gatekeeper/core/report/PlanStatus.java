package dev.gatekeeper.core.report;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.plan.ForeignWork;
import dev.gatekeeper.core.plan.OrderRules;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.Removal;
import dev.gatekeeper.core.plan.Turns;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The status of every agent of a plan (docs/semantics.md, section 6). */
public final class PlanStatus {
  private final Policy policy;
  private final PlanState plan;
  private final History history;
  private final Instant now;

  private PlanStatus(Policy policy, PlanState plan, Instant now) {
    this.policy = policy;
    this.plan = plan;
    this.history = plan.history();
    this.now = now;
  }

  /**
   * The agents in the order of the policy.
   *
   * @param now for waivers, and for how long work takes
   * @throws IOException if the repository can't be read
   * @throws PushBudget.Exceeded if that takes longer than the policy lets a push take
   */
  public static List<AgentStatus> of(
      Policy policy, LedgerState ledger, History history, Instant now) throws IOException {
    PlanState plan = new PlanState(ledger, JudgingContext.at(now, policy, history));
    return new PlanStatus(policy, plan, now).agents();
  }

  private List<AgentStatus> agents() throws IOException {
    Turns turns = new Turns(plan);
    OrderRules order = new OrderRules(plan, turns);
    Removal removal = new Removal(plan);
    List<AgentStatus> agents = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      List<AgentStatus.Head> heads =
          IoStreams.map(plan.progress().branches(agent.id()), branch -> head(agent, branch));
      agents.add(
          new AgentStatus(
              agent,
              plan.order().step(agent.id()),
              plan.progress().state(agent),
              plan.record(agent.id()),
              plan.handoff(agent.id()),
              plan.isClosed(agent.id()),
              plan.blockers(agent),
              order.blockers(agent),
              turns.hasTurn(agent),
              removal.leftOver(agent),
              heads,
              stuck(agent),
              WorkTime.of(policy, plan, history, agent, heads, now)));
    }
    return agents;
  }

  private AgentStatus.Head head(Agent agent, RefName branch) throws IOException {
    Oid tip = history.tip(branch);
    return new AgentStatus.Head(branch, tip, plan.isWork(agent, tip));
  }

  /**
   * Why a handoff can't be integrated: an earlier owner has changed a path of both, or what was let
   * pass, or pushed by a maintainer, is foreign by now. Looked for only where there was anything of
   * that kind.
   */
  private String stuck(Agent agent) throws IOException {
    Optional<AgentId> changed = plan.shared().changedBy(agent);
    if (plan.validity(agent.id()) == PlanState.Validity.SUSPENDED && changed.isPresent()) {
      return "its handoff lacks what " + changed.get() + " changed of paths that both own";
    }
    boolean isPlain =
        plan.record(agent.id()).standing().isEmpty()
            && plan.record(agent.id()).handoff().filter(h -> !h.basis().clean()).isEmpty();
    if (isPlain || plan.isIntegrated(agent.id()) || plan.handoff(agent.id()).isEmpty()) {
      return "";
    }
    Oid commit = plan.handoff(agent.id()).orElseThrow().commit();
    Set<Oid> onto = new LinkedHashSet<>(plan.trustedOfOthers(agent));
    Permission own = plan.judging().permission(agent.id());
    Map<RepoPath, Oid> foreign =
        ForeignWork.in(plan.judging().afresh().history(), onto, commit, own);
    for (var first : foreign.entrySet()) {
      return ("its handoff can't be integrated: %s in it changes %s%s, no longer its own; a maintainer"
              + " rolls it back: gatekeeper rollback %s")
          .formatted(
              first.getValue().abbreviated(),
              first.getKey().quoted(),
              foreign.size() > 1 ? " and " + (foreign.size() - 1) + " more paths" : "",
              agent.id());
    }
    return "";
  }
}
