package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PolicyProblem;
import dev.gatekeeper.core.report.VerdictJson;
import dev.gatekeeper.core.store.DecisionLog;
import dev.gatekeeper.core.store.EventWords;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.Ledger;
import dev.gatekeeper.core.store.LedgerChain;
import dev.gatekeeper.core.store.LockFile;
import dev.gatekeeper.core.store.Tickets;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The plan of a repository, under its lock: nothing moves while it is read and changed
 * (docs/semantics.md, section 9). Accepted pushes of the agents concerned, whose refs git still has
 * to move, are waited for.
 */
public final class LockedPlan implements AutoCloseable {
  private final GatekeeperFolder folder;
  private final Policy policy;
  private final LockedRepository locked;
  private final Instant now;
  private final Ledger ledger;
  private LedgerState state;

  private LockedPlan(GatedRepository gated, LockedRepository locked, Policy policy)
      throws IOException {
    this.folder = gated.folder();
    this.policy = policy;
    this.locked = locked;
    this.now = gated.clock().instant();
    this.ledger = new Ledger(folder);
    this.state = ledger.lookedAt(ledger.state(history()), policy, history(), now);
    recoverInterrupted();
  }

  public static final class NoPolicy extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient List<PolicyProblem> problems;

    NoPolicy(List<PolicyProblem> problems) {
      super("the policy is not valid: " + problems.get(0));
      this.problems = List.copyOf(problems);
    }

    /** All that is wrong with it. */
    public List<PolicyProblem> problems() {
      return problems;
    }
  }

  /**
   * Takes the lock and reads policy and ledger. Validations whose process has gone are recorded as
   * interrupted.
   *
   * @param agents whom the caller is about to change
   * @throws NoPolicy if the policy is missing or invalid
   */
  public static LockedPlan take(GatedRepository gated, Set<AgentId> agents) throws IOException {
    return take(gated, agents, false);
  }

  /**
   * The same.
   *
   * @param integration whether the caller is about to change the integration branch as well
   */
  static LockedPlan take(GatedRepository gated, Set<AgentId> agents, boolean integration)
      throws IOException {
    LockedRepository locked =
        LockedRepository.take(
            gated,
            IncomingObjects.NONE,
            "a push",
            inForce -> {
              Set<String> concerns = new HashSet<>();
              agents.forEach(agent -> concerns.add(Tickets.concern(agent)));
              if (integration && inForce.loaded() instanceof LoadedPolicy.Valid valid) {
                String branch = valid.policy().integration().branch();
                concerns.add(Tickets.concern(RefName.branch(branch)));
              }
              return concerns;
            });
    try {
      if (locked.policy().loaded() instanceof LoadedPolicy.Invalid invalid) {
        throw new NoPolicy(invalid.problems());
      }
      return new LockedPlan(
          gated, locked, ((LoadedPolicy.Valid) locked.policy().loaded()).policy());
    } catch (IOException | RuntimeException e) {
      locked.close();
      throw e;
    }
  }

  /** A validation whose process has gone will not end: say so, so that it can begin again. */
  private void recoverInterrupted() throws IOException {
    for (AgentId id : state.ids()) {
      Optional<Oid> running = state.agent(id).running().map(AgentRecord.Running::commit);
      if (running.isPresent() && !LockFile.isHeld(folder, folder.validating(id))) {
        String why = "it was interrupted; hand off again";
        append(
            new Event.ValidationDropped(id, running.get(), why, List.of()), Actor.GATE, List.of());
      }
    }
  }

  public GatekeeperFolder folder() {
    return folder;
  }

  public Policy policy() {
    return policy;
  }

  public JGitHistory history() {
    return locked.history();
  }

  public LedgerState ledger() {
    return state;
  }

  public Instant now() {
    return now;
  }

  /** The date in UTC. */
  public LocalDate today() {
    return LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  /** The plan as the last event has left it, to be looked at within the limits of a push. */
  public PlanState plan() {
    return new PlanState(state, JudgingContext.at(now, policy, history()));
  }

  /**
   * What has happened to the agent's work since that event, even if all is again as it was then; or
   * "".
   */
  String happened(Agent agent, long since) throws IOException {
    List<String> found = new ArrayList<>();
    Set<AgentId> before = plan().shared().predecessors(agent);
    try (LedgerChain chain = LedgerChain.open(folder.gitDirectory())) {
      chain.newestFirst(
          link -> {
            Event event = link.entry().event();
            if (link.entry().number() > since && concerns(event, agent, before)) {
              found.add(EventWords.subject(link.entry()));
            }
            return link.entry().number() > since + 1;
          });
    }
    return found.isEmpty() ? "" : "events since it began: " + found.get(0);
  }

  private static boolean concerns(Event event, Agent agent, Set<AgentId> before) {
    if (event instanceof Event.PolicyChanged) {
      return true;
    }
    if (event instanceof Event.Integrated || event instanceof Event.IntegrationFailed) {
      return false; // a handoff that is in the integration branch stays what it was
    }
    boolean ofHandoff =
        (event instanceof Event.RolledBack rolledBack && rolledBack.revokes())
            || event instanceof Event.IntegrationUndone
            || (event instanceof Event.Attested attested && attested.passed())
            || (event instanceof Event.Validated validated
                && validated.outcome() == CheckOutcome.PASSED);
    return event.about().contains(agent.id())
        || (ofHandoff && event.about().stream().anyMatch(before::contains));
  }

  /** Writes an event, and moves refs with it. */
  public void append(Event event, Actor by, List<RefUpdate> refs) throws IOException {
    append(event, by, refs, Collections.emptySortedMap());
  }

  /** The same, with output of checks. */
  public void append(Event event, Actor by, List<RefUpdate> refs, SortedMap<String, byte[]> logs)
      throws IOException {
    try {
      state = ledger.append(state, new Ledger.Writing(event, now, by, policy.digest(), logs, refs));
    } catch (IOException e) {
      throw new IOException("the ledger could not be written to: " + e.getMessage(), e);
    }
  }

  /** A decision about an ask for a branch of the agent, which moves no ref. */
  Verdict decide(
      Pusher pusher,
      RefUpdate update,
      AgentId agent,
      boolean accepted,
      List<Violation> violations,
      List<Repair> repairs,
      String note) {
    return new Verdict(
        Admission.newId(),
        now,
        pusher,
        List.of(new JudgedRef(update, List.of(agent))),
        accepted,
        violations,
        policy.digest(),
        repairs,
        List.of(note),
        0,
        0,
        0);
  }

  /** Puts a decision on record. */
  public void record(Verdict verdict) throws IOException {
    new DecisionLog(folder).append(VerdictJson.write(verdict), verdict.at());
  }

  @Override
  public void close() throws IOException {
    locked.close();
  }
}
