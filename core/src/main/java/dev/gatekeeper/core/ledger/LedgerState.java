package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.ledger.Event.Entry;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The state that follows from all events so far. It follows from them alone: {@link #after} is the
 * one place that says what an event does.
 *
 * @param events how many there were
 * @param policy the digest of the policy by which handoffs were last looked at
 * @param agents those that anything has happened to; agents that the policy no longer names among
 *     them
 */
public record LedgerState(long events, String policy, Map<AgentId, AgentRecord> agents) {
  /** Nothing has happened yet. */
  public static final LedgerState EMPTY = new LedgerState(0, "", Map.of());

  public LedgerState {
    agents = Map.copyOf(agents);
  }

  public AgentRecord agent(AgentId id) {
    return agents.getOrDefault(id, AgentRecord.NEW);
  }

  /** The agents in the order of their ids, so that one state is written in one way. */
  public List<AgentId> ids() {
    return agents.keySet().stream().sorted().toList();
  }

  /**
   * The state after one more event.
   *
   * @throws IllegalArgumentException if the event does not follow on this state
   */
  public LedgerState after(Entry entry) {
    if (entry.number() != events + 1) {
      throw new IllegalArgumentException(
          "event " + entry.number() + " does not follow event " + events);
    }
    Event event = entry.event();
    if (event instanceof Event.PolicyChanged changed) {
      return policyChanged(entry, changed);
    }
    // how handoffs look under another policy is said by an event of its own
    String now = hasHandoffs() ? policy : entry.policy();
    SortedMap<AgentId, AgentRecord> next = new TreeMap<>(agents);
    event.about().forEach(id -> next.put(id, agent(id, entry).apply(agent(id))));
    if (makesHandoff(event) && !now.equals(entry.policy())) {
      throw new IllegalArgumentException(
          "event " + entry.number() + " hands off under a policy that was not looked at");
    }
    return new LedgerState(entry.number(), now, next);
  }

  /** Whether there is any handoff that is not revoked. */
  public boolean hasHandoffs() {
    return agents.values().stream().anyMatch(a -> a.handoff().isPresent());
  }

  /** Whether a validation of any agent goes on. */
  public boolean isValidating() {
    return agents.values().stream().anyMatch(a -> a.running().isPresent());
  }

  private static boolean makesHandoff(Event event) {
    return (event instanceof Event.Validated v && v.outcome() == CheckOutcome.PASSED)
        || (event instanceof Event.Attested a && a.passed());
  }

  private LedgerState policyChanged(Entry entry, Event.PolicyChanged changed) {
    SortedMap<AgentId, AgentRecord> next = new TreeMap<>(agents);
    next.replaceAll((id, record) -> record.lapsed(changed.lapsed().contains(id)));
    changed
        .gone()
        .forEach(
            gone ->
                next.put(gone.agent(), agent(gone.agent()).rolledBack(gone.again(), gone.keeps())));
    return new LedgerState(entry.number(), entry.policy(), next);
  }

  private static UnaryOperator<AgentRecord> agent(AgentId id, Entry entry) {
    Event event = entry.event();
    if (event instanceof Event.ValidationStarted e) {
      return record ->
          record.running(
              Optional.of(
                  new AgentRecord.Running(
                      entry.number(), e.branch(), e.commit(), entry.by(), entry.at())));
    }
    if (event instanceof Event.Validated e) {
      return e.outcome() == CheckOutcome.PASSED
          ? record ->
              record
                  .without(e.former())
                  .handedOff(handoff(entry, e.branch(), e.commit(), e.basis()))
          : record ->
              record.found(
                  new AgentRecord.Last(entry.number(), e.commit(), e.outcome(), entry.at()));
    }
    if (event instanceof Event.Attested e) {
      CheckOutcome outcome = e.passed() ? CheckOutcome.PASSED : CheckOutcome.FAILED;
      return e.passed()
          ? record ->
              record
                  .without(e.former())
                  .handedOff(handoff(entry, e.branch(), e.commit(), e.basis()))
          : record ->
              record.found(new AgentRecord.Last(entry.number(), e.commit(), outcome, entry.at()));
    }
    if (event instanceof Event.ValidationDropped) {
      return record -> record.running(Optional.empty());
    }
    if (event instanceof Event.Stopped e) {
      return record ->
          record.stopped(Optional.of(new AgentRecord.Mark(entry.by(), entry.at(), e.reason())));
    }
    if (event instanceof Event.Resumed) {
      return record -> record.stopped(Optional.empty());
    }
    if (event instanceof Event.Reopened) {
      return AgentRecord::reopened;
    }
    if (event instanceof Event.RolledBack e) {
      return e.revokes()
          ? record -> record.without(e.former()).rolledBack(e.again(), e.keeps())
          : record -> record.workTakenBack(e.keeps());
    }
    if (event instanceof Event.Integrated e) {
      return record ->
          e.steps().stream()
              .filter(step -> step.agent().equals(id))
              .reduce(record, AgentRecord::integrated, (one, other) -> other);
    }
    if (event instanceof Event.IntegrationFailed) {
      return record -> record;
    }
    if (event instanceof Event.IntegrationUndone e) {
      return record ->
          record
              .without(e.former())
              .undone(
                  new Integration.Undone(e.undoneBy(), e.step()),
                  e.again(),
                  e.keeps(),
                  e.pin().isPresent());
    }
    if (event instanceof Event.Pushed e) {
      return e.why() == Event.Why.REMOVED
          ? record -> record.removed(new AgentRecord.Removed(e.ref(), e.before()))
          : record -> record.pushed(e.standing(), e.pin().isPresent());
    }
    throw new IllegalArgumentException(event.kind() + " is not about " + id);
  }

  private static Handoff handoff(Entry entry, RefName branch, Oid commit, Handoff.Basis basis) {
    return new Handoff(entry.number(), entry.at(), branch, commit, basis, entry.policy());
  }
}
