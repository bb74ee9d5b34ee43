package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.FormerHandoffs;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.PlanOrder;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The progress of the plan, computed from ledger and refs. It follows from ledger, policy and refs,
 * each part of it worked out when it is first asked for, and is stored nowhere (docs/semantics.md,
 * section 6). For one thread, and one moment.
 */
public final class PlanState {
  private final LedgerState ledger;
  private final JudgingContext judging;
  private final Policy policy;
  private final History history;
  private final UndoneWork undone;
  private final AgentProgress progress;
  private final SharedPathsState shared;
  private final Map<AgentId, AgentRecord> records = new HashMap<>();
  private final Map<AgentId, Validity> validities = new HashMap<>();
  private Optional<PlanOrder> order = Optional.empty();

  public PlanState(LedgerState ledger, JudgingContext judging) {
    this.ledger = ledger;
    this.judging = judging;
    this.policy = judging.policy();
    this.history = judging.history();
    this.undone = new UndoneWork(this);
    this.progress = new AgentProgress(this);
    this.shared = new SharedPathsState(this);
  }

  /** Whether a handoff is what others may start from. */
  public enum Validity {
    /** There is none that is not revoked. */
    NONE,
    /** It does not hold under the policy as it is now. */
    LAPSED,
    /**
     * It builds on what was revoked, or lacks what an earlier owner of one of its paths changed.
     */
    SUSPENDED,
    VALID
  }

  /**
   * What the ledger knows of an agent. One without a handoff that is not revoked has that of its
   * last integration that stands: whatever was said while another integration branch was in force,
   * or before git had moved this one, what it holds is trusted.
   */
  public AgentRecord record(AgentId agent) throws IOException {
    return IoStreams.known(records, agent, this::findRecord);
  }

  private AgentRecord findRecord(AgentId agent) throws IOException {
    AgentRecord found = ledger.agent(agent);
    return found.handoff().isPresent()
        ? found
        : lastIntegration(agent).map(found::resting).orElse(found);
  }

  public LedgerState ledger() {
    return ledger;
  }

  UndoneWork undone() {
    return undone;
  }

  /** How far each of its agents is. */
  public AgentProgress progress() {
    return progress;
  }

  public JudgingContext judging() {
    return judging;
  }

  public Policy policy() {
    return policy;
  }

  /** What it is read from, within the same limits. */
  public History history() {
    return history;
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
    if (undone.isUndone(handoff.get().commit())
        || undone.heldBackBy(handoff.get().commit(), agent.get()).isPresent()) {
      return Validity.SUSPENDED;
    }
    boolean stands =
        IoStreams.all(
            handoff.get().basis().builtOn(),
            commit -> isIntegrated(commit) || belongsToOneBefore(commit, agent.get()));
    return stands && shared.changedBy(agent.get(), handoff.get().commit()).isEmpty()
        ? Validity.VALID
        : Validity.SUSPENDED;
  }

  /** What follows from paths that several agents own. */
  public SharedPathsState shared() {
    return shared;
  }

  /** Whether the commit belongs to a valid handoff of an agent that this one comes after. */
  private boolean belongsToOneBefore(Oid commit, Agent agent) throws IOException {
    return IoStreams.any(allBefore(agent), before -> isIn(commit, handoff(before)));
  }

  private boolean isIn(Oid commit, Optional<Handoff> handoff) throws IOException {
    return handoff.isPresent() && history.contains(handoff.get().commit(), commit);
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
    return IoStreams.filter(ledger.ids(), this::lapses);
  }

  private boolean lapses(AgentId id) throws IOException {
    Optional<Agent> agent = policy.agent(id);
    Optional<Handoff> handoff = record(id).handoff();
    return agent.isPresent()
        && handoff.isPresent()
        && !handoff.get().policy().equals(policy.digest())
        && !isIntegrated(id)
        && doesNotHold(agent.get(), handoff.get());
  }

  /** The agents that the ledger knows, and the policy does not name. */
  public List<AgentId> namedNoLonger() {
    return ledger.ids().stream().filter(id -> policy.agent(id).isEmpty()).toList();
  }

  /** Those of them whose handoffs are not integrated. */
  public List<AgentId> gone() throws IOException {
    return IoStreams.filter(
        namedNoLonger(), id -> record(id).handoff().isPresent() && !isIntegrated(id));
  }

  /**
   * The integrations of an agent that stand, the last of them last: the integration branch has what
   * came of them, and they were not undone there.
   */
  public List<Integration> integrations(AgentId agent) throws IOException {
    return IoStreams.filter(
        ledger.agent(agent).integrations(),
        past -> isIntegrated(past.step().after()) && !undone.isUndone(past.step().handoff()));
  }

  /** The last of them. */
  public Optional<Integration> lastIntegration(AgentId agent) throws IOException {
    return integrations(agent).stream().reduce((one, other) -> other);
  }

  /** The handoff that it integrated. */
  public Optional<Oid> integratedHandoff(AgentId agent) throws IOException {
    return lastIntegration(agent).map(past -> past.step().handoff());
  }

  private boolean doesNotHold(Agent agent, Handoff handoff) throws IOException {
    if (!handoff.basis().terms().equals(RequirementsDigest.of(agent))) {
      return true;
    }
    if (policy.mode() == Policy.Mode.WARN) {
      return false;
    }
    try { // one that exceeds the limits does not hold, and how busy the machine is says nothing
      return !rangeOf(agent, handoff, PushBudget.withoutTime(policy.limits())).isEmpty();
    } catch (PushBudget.Exceeded e) {
      return true;
    }
  }

  /**
   * All that is wrong with the range of a handoff that was valid before.
   *
   * @param counted the limits of that range
   */
  List<Violation> rangeOf(Agent agent, Handoff handoff, PushBudget counted) throws IOException {
    return judge(agent, counted)
        .judge(agent, handoff.branch(), handoff.commit(), handoff.basis().trusted());
  }

  /**
   * What is found of the range that would be handed off now with a commit.
   *
   * @param counted the limits of that range
   */
  public RangeJudge.Found rangeAnew(Agent agent, RefName branch, Oid commit, PushBudget counted)
      throws IOException {
    return judge(agent, counted)
        .anew(agent, branch, commit, trustedOfOthers(agent), handoff(agent.id()));
  }

  private RangeJudge judge(Agent agent, PushBudget counted) throws IOException {
    return new RangeJudge(judging.within(counted), record(agent.id()).standing());
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
    return !main.isZero() && history.contains(main, commit);
  }

  /** Whether the agent's last handoff is in the integration branch, and was not undone there. */
  public boolean isIntegrated(AgentId agent) throws IOException {
    Optional<Handoff> handoff = record(agent).handoff();
    return handoff.isPresent()
        && isIntegrated(handoff.get().commit())
        && !undone.isUndone(handoff.get().commit());
  }

  /** The agent's handoffs that are on record, not revoked and not in the integration branch. */
  public List<FormerHandoffs> unintegrated(AgentId agent) throws IOException {
    AgentRecord record = ledger.agent(agent);
    Optional<Oid> last = record.handoff().map(Handoff::commit);
    return last.isEmpty() || isIntegrated(last.get())
        ? List.of()
        : List.of(new FormerHandoffs(record.first().orElse(last.get()), last.get()));
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
    for (AgentId before : shared.predecessors(agent)) {
      handoff(before).ifPresent(handoff -> trusted.add(handoff.commit()));
    }
    return trusted;
  }

  /** Those whose handoffs the agent waits for, and that have no valid one. */
  public List<AgentId> blockers(Agent agent) throws IOException {
    return IoStreams.filter(
        shared.predecessors(agent), before -> validity(before) != Validity.VALID);
  }

  /**
   * Whether a commit includes what it must of an agent that it comes after: that agent's valid
   * handoff, or an earlier one of the same line. Each handoff of a line contains those before it,
   * so the first of them tells.
   */
  boolean includes(Oid commit, AgentId before) throws IOException {
    Optional<Oid> first = record(before).first();
    return first.isPresent() && history.contains(commit, first.get());
  }

  /** Whether a tip has commits that no trusted commit reaches. */
  public boolean isWork(Agent agent, Oid tip) throws IOException {
    return !IoStreams.any(trusted(agent), commit -> history.contains(commit, tip));
  }
}
