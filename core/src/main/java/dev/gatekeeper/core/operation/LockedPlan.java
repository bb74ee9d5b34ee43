package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.history.Judging;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Problem;
import dev.gatekeeper.core.report.VerdictJson;
import dev.gatekeeper.core.store.DecisionLog;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.Ledger;
import dev.gatekeeper.core.store.PolicyInForce;
import dev.gatekeeper.core.store.RepositoryLock;
import dev.gatekeeper.core.store.Tickets;
import dev.gatekeeper.core.store.ValidationLock;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * The plan of a repository, under its lock: nothing moves while it is looked at and changed
 * (docs/semantics.md, section 9). Accepted pushes of the agents concerned, whose refs git still has
 * to move, are waited for.
 */
public final class LockedPlan implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final GatekeeperFolder folder;
  private final Policy policy;
  private final JGitHistory history;
  private final RepositoryLock lock;
  private final Instant now;
  private final Ledger ledger;
  private LedgerState state;

  private LockedPlan(
      GatekeeperFolder folder,
      Policy policy,
      JGitHistory history,
      RepositoryLock lock,
      Instant now,
      LedgerState state) {
    this.folder = folder;
    this.policy = policy;
    this.history = history;
    this.lock = lock;
    this.now = now;
    this.ledger = new Ledger(folder);
    this.state = state;
  }

  /** There is no policy that is valid. */
  public static final class NoPolicy extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;

    NoPolicy(List<Problem> problems) {
      super("the policy is not valid: " + problems.get(0));
      this.problems = List.copyOf(problems);
    }

    /** All that is wrong with it. */
    public List<Problem> problems() {
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
  public static LockedPlan take(
      GatekeeperFolder folder, LoadedPolicy.Reader policies, Clock clock, Set<AgentId> agents)
      throws IOException {
    return take(folder, policies, clock, agents, false);
  }

  /** The same for a caller who is about to change the integration branch as well. */
  public static LockedPlan takeWithIntegration(
      GatekeeperFolder folder, LoadedPolicy.Reader policies, Clock clock, Set<AgentId> agents)
      throws IOException {
    return take(folder, policies, clock, agents, true);
  }

  private static LockedPlan take(
      GatekeeperFolder folder,
      LoadedPolicy.Reader policies,
      Clock clock,
      Set<AgentId> agents,
      boolean integration)
      throws IOException {
    Set<String> concerns = new HashSet<>();
    agents.forEach(agent -> concerns.add(Tickets.concern(agent)));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      RepositoryLock lock = new Admission(folder, policies, clock).lockInOrder();
      try {
        Set<String> unfinished = new Tickets(folder).live();
        if (Collections.disjoint(unfinished, concerns)) {
          LockedPlan plan = under(lock, folder, policies, clock);
          String branch = plan.policy.integration().branch();
          if (!integration || !unfinished.contains(Tickets.concern(RefName.branch(branch)))) {
            return plan;
          }
          plan.history.close();
        }
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
      lock.close();
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "a push of the same agent has not been finished by git for "
                + PATIENCE.toSeconds()
                + " s");
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a push", e);
    }
  }

  private static LockedPlan under(
      RepositoryLock lock, GatekeeperFolder folder, LoadedPolicy.Reader policies, Clock clock)
      throws IOException {
    JGitHistory history = JGitHistory.open(folder.gitDirectory(), IncomingObjects.NONE);
    try {
      LoadedPolicy loaded = PolicyInForce.of(folder, history, policies).loaded();
      if (!(loaded instanceof LoadedPolicy.Valid valid)) {
        throw new NoPolicy(((LoadedPolicy.Invalid) loaded).problems());
      }
      Instant now = clock.instant();
      Ledger ledger = new Ledger(folder);
      LedgerState state = ledger.lookedAt(ledger.state(history), valid.policy(), history, now);
      LockedPlan plan = new LockedPlan(folder, valid.policy(), history, lock, now, state);
      plan.recoverInterrupted();
      return plan;
    } catch (IOException | RuntimeException e) {
      history.close();
      throw e;
    }
  }

  /** A validation whose process has gone will not end: say so, so that it can begin again. */
  private void recoverInterrupted() throws IOException {
    for (AgentId id : state.ids()) {
      for (var running : state.agent(id).running().stream().toList()) {
        if (!ValidationLock.isHeld(folder, id)) {
          append(
              new Event.ValidationDropped(
                  id, running.commit(), "it was interrupted; hand off again", List.of()),
              Actor.GATE,
              List.of());
        }
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
    return history;
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
    return new PlanState(state, new Judging(policy, history, today()).afresh());
  }

  /**
   * Writes an event, and moves refs with it.
   *
   * @param by who brought it about
   */
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

  /** Puts a decision on record. */
  public void record(Verdict verdict) throws IOException {
    new DecisionLog(folder).append(VerdictJson.write(verdict), verdict.at());
  }

  @Override
  public void close() throws IOException {
    try {
      history.close();
    } finally {
      lock.close();
    }
  }
}
