package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Agent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The progress of each agent: its branches, its unfinished work on them, and its state
 * (docs/semantics.md, section 6).
 */
public final class AgentProgress {
  private final PlanState plan;
  private final History history;
  private final Map<AgentId, List<RefName>> works = new HashMap<>();
  private Map<AgentId, List<RefName>> branches = Map.of();

  AgentProgress(PlanState plan) {
    this.plan = plan;
    this.history = plan.history();
  }

  /** The branches of an agent that there are, by name. */
  public List<RefName> branches(AgentId agent) throws IOException {
    if (branches.isEmpty()) {
      Map<AgentId, List<RefName>> all = new HashMap<>();
      for (RefName branch : history.branches()) {
        List<Agent> agents = plan.policy().agentsOf(branch);
        if (agents.size() == 1) {
          all.computeIfAbsent(agents.get(0).id(), a -> new ArrayList<>()).add(branch);
        }
      }
      branches = all;
    }
    return branches.getOrDefault(agent, List.of());
  }

  /** The agent's branches that have work, by name. */
  public List<RefName> works(Agent agent) throws IOException {
    return IoStreams.known(works, agent.id(), id -> findWorks(agent));
  }

  private List<RefName> findWorks(Agent agent) throws IOException {
    Map<RefName, Oid> tips = new LinkedHashMap<>();
    for (RefName branch : branches(agent.id())) {
      tips.put(branch, history.tip(branch));
    }
    Set<Oid> reached = history.reached(new HashSet<>(tips.values()), plan.trusted(agent));
    tips.values().removeIf(reached::contains);
    return List.copyOf(tips.keySet());
  }

  /**
   * The branches with work that an agent has left beside what it handed off. One on which something
   * was pushed after its handoff, which is not integrated, is none: it goes on there. Once that is
   * integrated, whatever contains it is the agent's next work.
   */
  public List<RefName> leftOver(Agent agent) throws IOException {
    boolean isIntegrated = plan.isIntegrated(agent.id());
    if (!isIntegrated && !plan.isClosed(agent.id())) {
      return List.of();
    }
    Handoff last = plan.record(agent.id()).handoff().orElseThrow();
    return IoStreams.filter(
        works(agent),
        branch ->
            isIntegrated
                ? !history.contains(history.tip(branch), last.commit())
                : !branch.equals(last.branch()));
  }

  /** The state of an agent, the first that applies. */
  public AgentState state(Agent agent) throws IOException {
    AgentRecord record = plan.record(agent.id());
    if (record.running().isPresent()) {
      return AgentState.VALIDATING;
    }
    if (plan.validity(agent.id()) == PlanState.Validity.SUSPENDED) {
      return AgentState.SUSPENDED;
    }
    if (!plan.blockers(agent).isEmpty()) {
      return AgentState.BLOCKED;
    }
    if (hasFailed(agent, record)) {
      return AgentState.FAILED;
    }
    if (!works(agent).isEmpty() && !plan.isClosed(agent.id())) {
      return AgentState.ACTIVE;
    }
    if (plan.isIntegrated(agent.id())) {
      return AgentState.INTEGRATED;
    }
    return plan.validity(agent.id()) == PlanState.Validity.VALID
        ? AgentState.VALIDATED
        : AgentState.READY;
  }

  /** Whether the last validation was of a tip that is there, and did not pass. */
  private boolean hasFailed(Agent agent, AgentRecord record) throws IOException {
    Optional<AgentRecord.Last> last =
        record.last().filter(found -> found.outcome() != CheckOutcome.PASSED);
    return last.isPresent()
        && IoStreams.any(
            branches(agent.id()), branch -> history.tip(branch).equals(last.get().commit()));
  }

  /** The state of an agent, the first that holds (docs/semantics.md, section 6). */
  public enum AgentState {
    /** A validation of it is running. */
    VALIDATING,
    /** Its handoff builds on a revoked one. */
    SUSPENDED,
    /** Something it comes after has no valid handoff. */
    BLOCKED,
    /** The last validation of its present tip did not pass. */
    FAILED,
    /** It has work, commits on its branches that no trusted commit reaches, and they are open. */
    ACTIVE,
    /** What it handed off is in the integration branch. */
    INTEGRATED,
    /** It has handed off. */
    VALIDATED,
    /** It may start. */
    READY;

    /** As people and programs read it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
