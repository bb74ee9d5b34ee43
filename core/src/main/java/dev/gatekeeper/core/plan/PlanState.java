package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.Budget;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.ledger.Integration.Undone;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.ledger.Outcome;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.PlanOrder;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far the plan is. It follows from ledger, policy and refs, each part of it worked out when it
 * is first asked for, and is stored nowhere (docs/semantics.md, section 6). For one thread, and one
 * moment.
 */
public final class PlanState {
  private final LedgerState ledger;
  private final Policy policy;
  private final History history;
  private final Budget budget;
  private final LocalDate today;
  private final Map<AgentId, AgentRecord> records = new HashMap<>();
  private final Map<AgentId, Validity> validities = new HashMap<>();
  private final Map<AgentId, List<RefName>> works = new HashMap<>();
  private Map<AgentId, List<RefName>> branches = Map.of();
  private Optional<PlanOrder> order = Optional.empty();
  private Optional<List<Undone>> restarts = Optional.empty();

  /**
   * The plan as it is now.
   *
   * @param today the date in UTC, for waivers
   */
  public PlanState(
      LedgerState ledger, Policy policy, History history, Budget budget, LocalDate today) {
    this.ledger = ledger;
    this.policy = policy;
    this.history = history;
    this.budget = budget;
    this.today = today;
  }

  /** Whether a handoff is what others may start from. */
  public enum Validity {
    /** There is none that is not revoked. */
    NONE,
    /** It does not hold under the policy as it is now. */
    LAPSED,
    /** It builds on what was revoked. */
    SUSPENDED,
    VALID
  }

  /**
   * What the ledger knows of an agent. One without a handoff that is not revoked has that of its
   * last integration that stands: whatever was said while another integration branch was in force,
   * or before git had moved this one, what it holds is trusted.
   */
  public AgentRecord record(AgentId agent) throws IOException {
    AgentRecord known = records.get(agent);
    if (known == null) {
      AgentRecord found = ledger.agent(agent);
      known =
          found.handoff().isPresent()
              ? found
              : lastIntegration(agent).map(found::resting).orElse(found);
      records.put(agent, known);
    }
    return known;
  }

  public LedgerState ledger() {
    return ledger;
  }

  /** Who comes before whom. */
  public PlanOrder order() {
    if (order.isEmpty()) {
      order = Optional.of(PlanOrder.of(policy));
    }
    return order.get();
  }

  /** Whether the agent's handoff is valid, and why not. */
  public Validity validity(AgentId agent) throws IOException {
    Validity known = validities.get(agent);
    if (known == null) {
      validities.put(agent, Validity.NONE); // the order has no circle, or lint refuses the policy
      known = findValidity(agent);
      validities.put(agent, known);
    }
    return known;
  }

  private Validity findValidity(AgentId id) throws IOException {
    Optional<Handoff> handoff = record(id).handoff();
    Optional<Agent> agent = policy.agent(id);
    if (handoff.isEmpty() || agent.isEmpty()) {
      return Validity.NONE;
    }
    if (isIntegrated(id)) {
      return Validity.VALID; // trusted as part of that branch, whatever the policy says by now
    }
    if (isLapsed(agent.get(), handoff.get())) {
      return Validity.LAPSED;
    }
    if (isUndone(handoff.get().commit())
        || heldBackBy(handoff.get().commit(), agent.get()).isPresent()) {
      return Validity.SUSPENDED;
    }
    for (Oid commit : handoff.get().basis().builtOn()) {
      if (!isIntegrated(commit) && !belongsToOneBefore(commit, agent.get())) {
        return Validity.SUSPENDED;
      }
    }
    return Validity.VALID;
  }

  /** Whether a commit contains anything that the step brought to the integration branch. */
  private boolean carries(Oid commit, Undone restart) throws IOException {
    for (Oid shared : history.bases(commit, Set.of(restart.step().after()), budget)) {
      if (!history.contains(restart.step().before(), shared, budget)) {
        return true;
      }
    }
    return false;
  }

  /**
   * An integration that was undone, where a commit holds some of it and not what undid it. If it
   * was the work of the agent, under this name or another, that would be lost, since it counts as
   * merged already; if it was that of one before it, the commit builds on what is no more. After
   * one of its own the commit must contain what undid it in any case (section 6, "Rollback").
   */
  Optional<Undone> heldBackBy(Oid commit, Agent agent) throws IOException {
    for (Undone restart : restarts()) {
      if (!history.contains(commit, restart.commit(), budget)
          && (restart.step().agent().equals(agent.id())
              || (carries(commit, restart)
                  && (isWorkOf(restart, agent.id()) || isWorkOfOneBefore(restart, agent))))) {
        return Optional.of(restart);
      }
    }
    return Optional.empty();
  }

  /** Whether the step was the agent's, or changed a path that it may change now. */
  boolean isWorkOf(Undone restart, AgentId agent) throws IOException {
    Step step = restart.step();
    if (step.agent().equals(agent)) {
      return true;
    }
    Permission own = Permission.of(policy, agent, today);
    History.Merge theirs = history.merge(step.before(), step.after(), own, budget);
    return !theirs.tree().equals(history.tree(step.before()));
  }

  private boolean isWorkOfOneBefore(Undone restart, Agent agent) throws IOException {
    for (AgentId before : allBefore(agent)) {
      if (isWorkOf(restart, before)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the commit belongs to a valid handoff of an agent that this one comes after. */
  private boolean belongsToOneBefore(Oid commit, Agent agent) throws IOException {
    for (AgentId before : allBefore(agent)) {
      for (Handoff theirs : handoff(before).stream().toList()) {
        if (history.contains(theirs.commit(), commit, budget)) {
          return true;
        }
      }
    }
    return false;
  }

  /** All that the agent comes after, and all that those come after. */
  public Set<AgentId> allBefore(Agent agent) {
    Set<AgentId> all = new LinkedHashSet<>();
    Deque<AgentId> open = new ArrayDeque<>(agent.after());
    while (!open.isEmpty()) {
      AgentId next = open.pop();
      if (!next.equals(agent.id()) && all.add(next)) {
        policy.agent(next).ifPresent(a -> open.addAll(a.after()));
      }
    }
    return all;
  }

  private boolean isLapsed(Agent agent, Handoff handoff) throws IOException {
    if (handoff.policy().equals(policy.digest())) {
      return false;
    }
    return ledger.policy().equals(policy.digest())
        ? record(agent.id()).lapsed()
        : doesNotHold(agent, handoff);
  }

  /**
   * The agents of the policy whose handoffs do not hold under it as it is now: what was demanded of
   * them is another, or their range would be refused.
   */
  public List<AgentId> lapsed() throws IOException {
    List<AgentId> lapsed = new ArrayList<>();
    for (AgentId id : ledger.ids()) {
      for (Handoff handoff : record(id).handoff().stream().toList()) {
        boolean stays = handoff.policy().equals(policy.digest()) || isIntegrated(id);
        Optional<Agent> agent = policy.agent(id);
        if (agent.isPresent() && !stays && doesNotHold(agent.get(), handoff)) {
          lapsed.add(id);
        }
      }
    }
    return lapsed;
  }

  /** The agents that the ledger knows, and the policy does not name. */
  public List<AgentId> namedNoLonger() {
    return ledger.ids().stream().filter(id -> policy.agent(id).isEmpty()).toList();
  }

  /** Those of them whose handoffs are not integrated. */
  public List<AgentId> gone() throws IOException {
    List<AgentId> gone = new ArrayList<>();
    for (AgentId id : namedNoLonger()) {
      if (record(id).handoff().isPresent() && !isIntegrated(id)) {
        gone.add(id);
      }
    }
    return gone;
  }

  /**
   * The integrations of an agent that stand, the last of them last: the integration branch has what
   * came of them, and they were not undone there.
   */
  public List<Integration> integrations(AgentId agent) throws IOException {
    List<Integration> standing = new ArrayList<>();
    for (Integration past : ledger.agent(agent).integrations()) {
      if (isIntegrated(past.step().after()) && !isUndone(past.step().handoff())) {
        standing.add(past);
      }
    }
    return standing;
  }

  /** The last of them. */
  public Optional<Integration> lastIntegration(AgentId agent) throws IOException {
    return integrations(agent).stream().reduce((one, other) -> other);
  }

  private boolean doesNotHold(Agent agent, Handoff handoff) throws IOException {
    if (!handoff.basis().terms().equals(Terms.of(agent))) {
      return true;
    }
    if (policy.mode() == Policy.Mode.WARN) {
      return false;
    }
    try { // one that exceeds the limits does not hold, and how busy the machine is says nothing
      return !rangeOf(agent, handoff, Budget.withoutTime(policy.limits())).isEmpty();
    } catch (Budget.Exceeded e) {
      return true;
    }
  }

  /**
   * All that is wrong with the range of a handoff that was valid before.
   *
   * @param counted the limits of that range
   */
  List<Violation> rangeOf(Agent agent, Handoff handoff, Budget counted) throws IOException {
    return judge(agent, counted)
        .judge(agent, handoff.branch(), handoff.commit(), handoff.basis().trusted());
  }

  /**
   * What is found of the range that would be handed off now with a commit.
   *
   * @param counted the limits of that range
   */
  public RangeJudge.Found rangeAnew(Agent agent, RefName branch, Oid commit, Budget counted)
      throws IOException {
    return judge(agent, counted)
        .anew(agent, branch, commit, trustedOfOthers(agent), handoff(agent.id()));
  }

  private RangeJudge judge(Agent agent, Budget counted) throws IOException {
    return new RangeJudge(policy, history, today, counted, record(agent.id()).standing());
  }

  /** The agent's valid handoff, if it has one. */
  public Optional<Handoff> handoff(AgentId agent) throws IOException {
    return validity(agent) == Validity.VALID ? record(agent).handoff() : Optional.empty();
  }

  /** The tip of the integration branch, {@link Oid#ZERO} if there is none yet. */
  public Oid main() throws IOException {
    return history.tip(RefName.branch(policy.integration().branch()));
  }

  /** Whether the integration branch has the commit. */
  public boolean isIntegrated(Oid commit) throws IOException {
    Oid main = main();
    return !main.isZero() && history.contains(main, commit, budget);
  }

  /** Whether the agent's last handoff is in the integration branch, and was not undone there. */
  public boolean isIntegrated(AgentId agent) throws IOException {
    Optional<Handoff> handoff = record(agent).handoff();
    return handoff.isPresent()
        && isIntegrated(handoff.get().commit())
        && !isUndone(handoff.get().commit());
  }

  /** Whether a commit came in by an integration that was undone, of whichever agent it was. */
  private boolean isUndone(Oid commit) throws IOException {
    for (Undone restart : restarts()) {
      Step step = restart.step();
      if (history.contains(step.after(), commit, budget)
          && !history.contains(step.before(), commit, budget)) {
        return true;
      }
    }
    return false;
  }

  /** Those of all agents that count: the integration branch has what undid them. */
  private List<Undone> restarts() throws IOException {
    if (restarts.isEmpty()) {
      List<Undone> counting = new ArrayList<>();
      for (AgentId id : ledger.ids()) {
        for (Undone restart : ledger.agent(id).restarts()) {
          if (isIntegrated(restart.commit())) {
            counting.add(restart);
          }
        }
      }
      restarts = Optional.of(counting);
    }
    return restarts.get();
  }

  /** A ref that keeps, of what an agent left behind, a tip that contains the commit. */
  Optional<RefName> kept(AgentId agent, Oid commit) throws IOException {
    for (RefName pin : history.below(new RefName("refs/gatekeeper/rollback/" + agent))) {
      if (history.contains(history.tip(pin), commit, budget)) {
        return Optional.of(pin);
      }
    }
    return Optional.empty();
  }

  /** Whether the agent has handed off and has to wait until it is reopened or integrated. */
  public boolean isClosed(AgentId agent) throws IOException {
    return validity(agent) == Validity.VALID && !record(agent).open() && !isIntegrated(agent);
  }

  /** The commits that are trusted for an agent (section 1). */
  public Set<Oid> trusted(Agent agent) throws IOException {
    Set<Oid> trusted = new LinkedHashSet<>(trustedOfOthers(agent));
    handoff(agent.id()).ifPresent(own -> trusted.add(own.commit()));
    return trusted;
  }

  /** The same without its own. */
  public Set<Oid> trustedOfOthers(Agent agent) throws IOException {
    Set<Oid> trusted = new LinkedHashSet<>();
    Oid main = main();
    if (!main.isZero()) {
      trusted.add(main);
    }
    for (AgentId before : agent.after()) {
      handoff(before).ifPresent(handoff -> trusted.add(handoff.commit()));
    }
    return trusted;
  }

  /** Those that the agent comes after and that have no valid handoff. */
  public List<AgentId> blockers(Agent agent) throws IOException {
    List<AgentId> blockers = new ArrayList<>();
    for (AgentId before : agent.after()) {
      if (validity(before) != Validity.VALID) {
        blockers.add(before);
      }
    }
    return blockers;
  }

  /**
   * Whether a commit includes what it must of an agent that it comes after: that agent's valid
   * handoff, or an earlier one of the same line. Each handoff of a line contains those before it,
   * so the first of them tells.
   */
  boolean includes(Oid commit, AgentId before) throws IOException {
    Optional<Oid> first = record(before).first();
    return first.isPresent() && history.contains(commit, first.get(), budget);
  }

  /** The branches of an agent that there are, by name. */
  public List<RefName> branches(AgentId agent) throws IOException {
    if (branches.isEmpty()) {
      Map<AgentId, List<RefName>> all = new HashMap<>();
      for (RefName branch : history.branches()) {
        List<Agent> agents = policy.agentsOf(branch);
        if (agents.size() == 1) {
          all.computeIfAbsent(agents.get(0).id(), a -> new ArrayList<>()).add(branch);
        }
      }
      branches = all;
    }
    return branches.getOrDefault(agent, List.of());
  }

  /** Whether a tip has commits that no trusted commit reaches. */
  public boolean isWork(Agent agent, Oid tip) throws IOException {
    for (Oid commit : trusted(agent)) {
      if (history.contains(commit, tip, budget)) {
        return false;
      }
    }
    return true;
  }

  /** The agent's branches that have work, by name. */
  public List<RefName> works(Agent agent) throws IOException {
    List<RefName> known = works.get(agent.id());
    if (known == null) {
      known = findWorks(agent);
      works.put(agent.id(), known);
    }
    return known;
  }

  private List<RefName> findWorks(Agent agent) throws IOException {
    Map<RefName, Oid> tips = new LinkedHashMap<>();
    for (RefName branch : branches(agent.id())) {
      tips.put(branch, history.tip(branch));
    }
    Set<Oid> reached = history.reached(new HashSet<>(tips.values()), trusted(agent), budget);
    tips.values().removeIf(reached::contains);
    return List.copyOf(tips.keySet());
  }

  /**
   * The branches with work that an agent has left beside what it handed off. One on which something
   * was pushed after its handoff, which is not integrated, is none: it goes on there. Once that is
   * integrated, whatever contains it is the agent's next work.
   */
  public List<RefName> leftOver(Agent agent) throws IOException {
    boolean isIntegrated = isIntegrated(agent.id());
    if (!isIntegrated && !isClosed(agent.id())) {
      return List.of();
    }
    Handoff last = record(agent.id()).handoff().orElseThrow();
    List<RefName> left = new ArrayList<>();
    for (RefName branch : works(agent)) {
      boolean isNext =
          isIntegrated
              ? history.contains(history.tip(branch), last.commit(), budget)
              : branch.equals(last.branch());
      if (!isNext) {
        left.add(branch);
      }
    }
    return List.copyOf(left);
  }

  /** The state of an agent, the first that holds. */
  public AgentState state(Agent agent) throws IOException {
    AgentRecord record = record(agent.id());
    if (record.running().isPresent()) {
      return AgentState.VALIDATING;
    }
    if (validity(agent.id()) == Validity.SUSPENDED) {
      return AgentState.SUSPENDED;
    }
    if (!blockers(agent).isEmpty()) {
      return AgentState.BLOCKED;
    }
    if (hasFailed(agent, record)) {
      return AgentState.FAILED;
    }
    if (!works(agent).isEmpty() && !isClosed(agent.id())) {
      return AgentState.ACTIVE;
    }
    if (isIntegrated(agent.id())) {
      return AgentState.INTEGRATED;
    }
    return validity(agent.id()) == Validity.VALID ? AgentState.VALIDATED : AgentState.READY;
  }

  /** Whether the last validation was of a tip that is there, and did not pass. */
  private boolean hasFailed(Agent agent, AgentRecord record) throws IOException {
    if (record.last().isEmpty() || record.last().get().outcome() == Outcome.PASSED) {
      return false;
    }
    for (RefName branch : branches(agent.id())) {
      if (history.tip(branch).equals(record.last().get().commit())) {
        return true;
      }
    }
    return false;
  }
}
