package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.gate.Gate;
import dev.gatekeeper.core.gate.Judgement;
import dev.gatekeeper.core.gate.NextPolicy.PolicyLocation;
import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.git.IncompleteHistory;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.store.DeepStack;
import dev.gatekeeper.core.store.Ledger;
import dev.gatekeeper.core.store.PolicyInForce;
import dev.gatekeeper.core.store.ProcessIdentity;
import dev.gatekeeper.core.store.RefMoveJournal;
import dev.gatekeeper.core.store.RepositoryLock;
import dev.gatekeeper.core.store.Tickets;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The admission of a push through every door: lock, policy, judgement, ticket, decision on record
 * (docs/semantics.md, section 9).
 *
 * <p>Whatever goes wrong on the way is a refusal with its reason; nothing here accepts by default.
 */
public record Admission(GatedRepository gated) {
  private static final Duration PATIENCE_TO_RECORD = Duration.ofSeconds(5);

  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Judges a push of which git has received the objects and not yet moved the refs. Never throws.
   * One that asks ({@link Ask}) and is accepted may be answered: nothing is on record of it yet.
   *
   * @param push what is pushed and by whom
   * @param incoming where its objects are
   * @param holder the process that will move the refs, or moves them now
   */
  public Verdict decide(Push push, IncomingObjects incoming, TicketHolder holder) {
    return DeepStack.call(
        () -> decideHere(push, incoming, holder), error -> recorded(failed(push, error)));
  }

  /**
   * Refuses a push that a door could not hand over, and puts that on record if it can be. Never
   * throws.
   *
   * @param pusher who pushes, as far as that is known
   * @param why what the door could not make out
   */
  public Verdict refuse(Pusher pusher, String why) {
    return recorded(failed(new Push(pusher, List.of(), List.of()), new IOException(why)));
  }

  /**
   * Says what {@link #decide} would, without lock, ticket or record.
   *
   * @param policy the policy to judge by: a list of one, or none for the one in force
   * @param refs where refs are taken to be besides those of the push
   * @throws IncompleteHistory if the repository is a clone without what the answer rests on
   */
  public Verdict verify(Push push, List<Policy> policy, Map<RefName, Oid> refs)
      throws IncompleteHistory {
    List<IncompleteHistory> incomplete = new CopyOnWriteArrayList<>();
    Verdict verdict =
        DeepStack.call(
            () -> verifyHere(push, policy, refs),
            error -> {
              if (error instanceof IncompleteHistory found) {
                incomplete.add(found);
              }
              return failed(push, error);
            });
    for (IncompleteHistory found : incomplete) {
      throw found;
    }
    return verdict;
  }

  private Verdict verifyHere(Push push, List<Policy> policy, Map<RefName, Oid> refs)
      throws IOException {
    try (JGitHistory history = JGitHistory.open(gated.folder().gitDirectory())) {
      PolicyInForce inForce = PolicyInForce.of(gated.folder(), history, gated.policies());
      history.assume(refs);
      history.assume(push);
      PolicyInForce used = policy.isEmpty() ? inForce : inForce.judgingBy(policy.get(0));
      return judge(push, history, used, ledger().state(history)).verdict();
    }
  }

  /**
   * Refuses a push that can't come before the gate, and puts that on record: its objects could not
   * be received. Never throws.
   *
   * @param code what is wrong with it
   * @param reason in words
   * @param next what the pusher can do
   */
  public Verdict refuse(Push push, Code code, String reason, String next) {
    Violation violation = new Violation.OfRef(code, push.updates().get(0).ref(), reason, next);
    Instant at = gated.clock().instant();
    try {
      if (gated.policy() instanceof LoadedPolicy.Valid valid) {
        String digest = valid.policy().digest();
        return recorded(
            UnjudgedVerdicts.of(push, refs(push, valid), at, List.of(violation), digest, 0));
      }
    } catch (IOException | RuntimeException e) {
      // then it is refused without saying whose branch it is
    }
    return recorded(UnjudgedVerdicts.of(push, at, List.of(violation), 0));
  }

  private Verdict decideHere(Push push, IncomingObjects incoming, TicketHolder holder)
      throws IOException {
    try (LockedRepository locked =
        LockedRepository.take(gated, incoming, "another push", policy -> concerns(push, policy))) {
      LedgerState state = ledger().state(locked.history());
      if (locked.policy().loaded() instanceof LoadedPolicy.Valid valid) {
        state = ledger().lookedAt(state, valid.policy(), locked.history(), gated.clock().instant());
      }
      return settle(judge(push, locked.history(), locked.policy(), state), holder);
    }
  }

  /**
   * Puts the decision on record and has the refs moved, or leaves the ticket of the process that
   * will; what can't be recorded is not accepted.
   */
  private Verdict settle(Judged judged, TicketHolder holder) throws IOException {
    Verdict verdict = judged.verdict();
    if (!verdict.accepted()) {
      gated.record(verdict);
    } else if (Ask.isAmong(verdict.refs())) {
      return verdict; // it moves nothing, and is put on record where it is answered
    } else if (holder instanceof TicketHolder.ReceivePack process) {
      Tickets tickets = new Tickets(gated.folder(), gated.clock());
      tickets.leave(verdict.id(), process.process(), verdict.refs());
      try {
        remember(judged);
        gated.record(verdict);
      } catch (IOException | RuntimeException e) {
        tickets.remove(verdict.id());
        throw e;
      }
    } else if (holder instanceof TicketHolder.Here here) {
      remember(judged);
      RefMoveJournal.begin(gated.folder(), verdict);
      try {
        gated.record(verdict);
        move(verdict, here);
      } finally {
        RefMoveJournal.end(gated.folder());
      }
    }
    return verdict;
  }

  private static void move(Verdict verdict, TicketHolder.Here here) throws IOException {
    try {
      here.mover().move(verdict);
    } catch (IOException | RuntimeException e) {
      String why = "could not be moved: " + UnjudgedVerdicts.message(e);
      throw new IOException(UnjudgedVerdicts.unmoved(verdict.id(), why), e);
    }
  }

  /**
   * Puts in order what a process left that was killed while it moved refs, if one did. Every push
   * does so first.
   */
  public void recover() throws IOException {
    LockedRepository.recover(gated);
  }

  /**
   * Writes into the ledger what it has to remember, before the refs move: what is remembered of
   * commits that then do not come does no harm.
   */
  private void remember(Judged judged) throws IOException {
    LedgerState state = judged.ledger();
    Verdict verdict = judged.verdict();
    Actor by = Actor.of(verdict.pusher());
    for (Event event : judged.events()) {
      List<RefUpdate> pins = new ArrayList<>();
      if (event instanceof Event.Pushed pushed) {
        pushed.pin().ifPresent(pin -> pins.add(new RefUpdate(pin, Oid.ZERO, pushed.before())));
      }
      state =
          ledger()
              .append(
                  state, Ledger.Writing.of(event, verdict.at(), by, verdict.policy()).moving(pins));
    }
  }

  /**
   * What has to be settled before this push can be judged: what it concerns, the agents that may
   * not be at work beside it and those that decide whose turn it is among them, and where the
   * policy stands on the integration branch, an accepted push that may change it.
   */
  private static Set<String> concerns(Push push, PolicyInForce policy) {
    Set<String> concerns = new LinkedHashSet<>(Tickets.concerns(refs(push, policy.loaded())));
    if (policy.loaded() instanceof LoadedPolicy.Valid valid) {
      if (policy.successors() instanceof PolicyLocation.OnBranch) {
        String branch = valid.policy().integration().branch();
        concerns.add(Tickets.concern(RefName.branch(branch)));
      }
      Deque<AgentId> excluding = new ArrayDeque<>();
      Set<AgentId> excluded = new HashSet<>();
      refs(push, policy.loaded()).forEach(ref -> excluding.addAll(ref.agents()));
      while (!excluding.isEmpty()) {
        valid.policy().agent(excluding.pop()).stream()
            .flatMap(agent -> agent.excludes().stream())
            .filter(excluded::add)
            .forEach(excluding::push);
      }
      excluded.forEach(agent -> concerns.add(Tickets.concern(agent)));
    }
    return concerns;
  }

  private static List<JudgedRef> refs(Push push, LoadedPolicy policy) {
    return policy instanceof LoadedPolicy.Valid valid
        ? Gate.judgedRefs(push, valid.policy())
        : push.updates().stream().map(u -> new JudgedRef(u, List.of())).toList();
  }

  /**
   * A verdict and what the ledger has to remember of it.
   *
   * @param ledger the state that it was judged by
   */
  private record Judged(Verdict verdict, List<Event> events, LedgerState ledger) {}

  private Judged judge(Push push, JGitHistory history, PolicyInForce inForce, LedgerState state)
      throws IOException {
    Instant start = gated.clock().instant();
    long nanos = System.nanoTime();
    if (inForce.loaded() instanceof LoadedPolicy.Valid valid) {
      Policy policy = valid.policy();
      Gate gate = new Gate(policy, state, history, LocalDate.ofInstant(start, ZoneOffset.UTC));
      Judgement found = gate.judge(push, inForce.successors());
      Verdict verdict =
          new Verdict(
              newId(),
              start,
              push.pusher(),
              found.refs(),
              found.accepted(),
              found.violations(),
              policy.digest(),
              found.repairs(),
              found.notes(),
              found.commits(),
              found.paths(),
              millisSince(nanos));
      return new Judged(verdict, found.events(), state);
    }
    List<Violation> violations = new ArrayList<>();
    for (var problem : ((LoadedPolicy.Invalid) inForce.loaded()).problems()) {
      String where = problem.at().isDefault() ? problem.message() : problem.toString();
      violations.add(
          new Violation.OfRef(
              Code.POLICY_INVALID,
              push.updates().get(0).ref(),
              where,
              "a maintainer has to fix the policy; then push again"));
    }
    return new Judged(
        UnjudgedVerdicts.of(push, start, violations, millisSince(nanos)), List.of(), state);
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private Verdict failed(Push push, Throwable error) {
    return UnjudgedVerdicts.failed(push, gated.clock().instant(), error);
  }

  /** Puts a failure on record if that can still be done; it is refused either way. */
  private Verdict recorded(Verdict verdict) {
    try (RepositoryLock lock = RepositoryLock.take(gated.folder(), PATIENCE_TO_RECORD)) {
      gated.record(verdict);
      return verdict;
    } catch (IOException | RuntimeException e) {
      return verdict;
    }
  }

  /** A fresh id for a decision: 12 hexadecimal digits, drawn at random. */
  public static String newId() {
    return String.format("%012x", RANDOM.nextLong() & 0xffffffffffffL);
  }

  /** The process that moves the refs of an accepted push (semantics, section 9). */
  public sealed interface TicketHolder {

    /**
     * git's receive-pack, which moves them after its hook has ended.
     *
     * @param process that process, if it is known
     */
    record ReceivePack(Optional<ProcessIdentity> process) implements TicketHolder {}

    /** This process, under the lock under which it was judged. */
    record Here(Mover mover) implements TicketHolder {}

    /** Moves the refs of an accepted push. */
    @FunctionalInterface
    interface Mover {
      /** Moves all refs of the push, or none and throws. */
      void move(Verdict accepted) throws IOException;
    }
  }

  private Ledger ledger() {
    return new Ledger(gated.folder());
  }
}
