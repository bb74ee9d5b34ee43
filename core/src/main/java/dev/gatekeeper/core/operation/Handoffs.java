package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.gate.HandoffRules;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Event.Evidence;
import dev.gatekeeper.core.ledger.FormerHandoffs;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.store.Ledger;
import dev.gatekeeper.core.store.LockFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * The operation of handing off: a commit is judged, validated, and recorded if it passed, unless
 * something that concerns it has changed in the meantime (docs/semantics.md, section 6, "Handoff").
 * The lock of the repository is held at the beginning and at the end, and not while checks run.
 */
public record Handoffs(GatedRepository gated) {
  /**
   * What is asked for.
   *
   * @param branch the short name of the branch, or "" for the only one that can be meant
   * @param commit an id, or "" for the tip of the branch
   * @param by who asks, for the ledger
   * @param pusher who asks, for the decision log
   */
  public record Request(AgentId agent, String branch, String commit, Actor by, Pusher pusher) {}

  /** What came of asking. */
  public sealed interface Answer {
    /** It may not be handed off; the decision says why, and is on record. */
    record Refused(Verdict verdict) implements Answer {}

    /** Its validation has begun, and has to be ended with {@link Handoffs#end}. */
    record Begun(Attempt attempt) implements Answer {}

    /** It is handed off already, so that there is nothing to do. */
    record Already(AgentId agent, RefName branch, Oid commit) implements Answer {
      public String words() {
        return "already handed off " + agent + " at " + commit.abbreviated();
      }
    }
  }

  /**
   * A validation under way.
   *
   * @param event the number of the event with which it began
   * @param policy the digest of the policy
   * @param start the commit that the work started from, or {@link Oid#ZERO} if it is not one
   * @param notes what whoever hands off should know
   * @param asking how to ask with git alone where the agent stands
   */
  public record Attempt(
      long event,
      AgentId agent,
      RefName branch,
      Oid commit,
      Oid start,
      List<Check> checks,
      String policy,
      List<Oid> before,
      List<String> notes,
      String asking,
      Actor by,
      LockFile lock) {
    public Attempt {
      checks = List.copyOf(checks);
      before = List.copyOf(before);
      notes = List.copyOf(notes);
    }
  }

  /**
   * How it ended.
   *
   * @param dropped why the result counts for nothing, or "" if it counts
   */
  public record Ending(CheckOutcome outcome, String dropped) {
    /** Whether the commit is the agent's handoff now. */
    public boolean isHandedOff() {
      return outcome == CheckOutcome.PASSED && dropped.isEmpty();
    }
  }

  /**
   * Begins a handoff.
   *
   * @throws OperationRefused if it can't be made out what is to be handed off, or a validation of
   *     the agent goes on already
   * @throws PushBudget.Exceeded if that takes more than the policy lets a push take
   */
  public Answer begin(Request request) throws IOException, OperationRefused {
    try (LockedPlan locked = gated.open(request.agent())) {
      return begin(
          locked,
          request,
          (branch, commit, examined) -> {
            Verdict verdict = verdict(locked, request, branch, commit, examined);
            if (!examined.accepted()) {
              locked.record(verdict);
            }
            return verdict;
          });
    }
  }

  /** Makes a decision of what was found, and puts it on record where it has to be. */
  @FunctionalInterface
  interface Deciding {
    Verdict decide(RefName branch, Oid commit, HandoffRules.Examined examined) throws IOException;
  }

  /** The same where the lock is held already. */
  Answer begin(LockedPlan locked, Request request, Deciding deciding)
      throws IOException, OperationRefused {
    Agent agent = GatedRepository.agent(locked, request.agent());
    Optional<AgentRecord.Running> running = locked.ledger().agent(agent.id()).running();
    if (running.isPresent()) {
      throw new OperationRefused(
          "a validation of %s at %s has been running since %s"
              .formatted(agent.id(), running.get().commit().abbreviated(), running.get().at()),
          "wait for its result: gatekeeper status, or " + Ask.state(agent, locked.policy()));
    }
    RefName branch = GatedRepository.branch(locked, agent, request.branch());
    Oid commit = GatedRepository.commit(locked, branch, request.commit());
    PlanState plan = locked.plan();
    if (isAlready(locked, plan, agent, branch, commit)) {
      return new Answer.Already(agent.id(), branch, commit);
    }
    HandoffRules.Examined examined = new HandoffRules(plan).examine(agent, branch, commit);
    if (!examined.accepted()) {
      return new Answer.Refused(deciding.decide(branch, commit, examined));
    }
    LockFile lock =
        LockFile.take(gated.folder(), gated.folder().validating(agent.id()))
            .orElseThrow(
                () ->
                    new OperationRefused(
                        "the checks of a validation of %s that was given up are still running"
                            .formatted(agent.id()),
                        "try again when they have ended"));
    try {
      Verdict unused = deciding.decide(branch, commit, examined);
      Oid start = start(plan, agent, commit);
      locked.append(
          new Event.ValidationStarted(agent.id(), branch, commit), request.by(), List.of());
      return new Answer.Begun(
          new Attempt(
              locked.ledger().events(),
              agent.id(),
              branch,
              commit,
              start,
              agent.validate(),
              locked.policy().digest(),
              foundations(locked.plan(), agent),
              examined.notes(),
              Ask.state(agent, locked.policy()),
              request.by(),
              lock));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Whether the tip of the branch is the agent's valid handoff. */
  private static boolean isAlready(
      LockedPlan locked, PlanState plan, Agent agent, RefName branch, Oid commit)
      throws IOException {
    return locked.history().tip(branch).equals(commit)
        && plan.progress().branches(agent.id()).contains(branch)
        && plan.handoff(agent.id()).filter(h -> h.commit().equals(commit)).isPresent();
  }

  /** Where the work started: the youngest commit that it shares with what it builds on. */
  private static Oid start(PlanState plan, Agent agent, Oid commit) throws IOException {
    List<Oid> bases = plan.history().bases(commit, plan.trustedOfOthers(agent));
    return bases.size() == 1 ? bases.get(0) : Oid.ZERO;
  }

  /** The handoffs that the agent waits for, as they are now. */
  private static List<Oid> foundations(PlanState plan, Agent agent) throws IOException {
    return IoStreams.map(
        plan.shared().predecessors(agent),
        before -> plan.handoff(before).map(Handoff::commit).orElse(Oid.ZERO));
  }

  private static Verdict verdict(
      LockedPlan locked,
      Request request,
      RefName branch,
      Oid commit,
      HandoffRules.Examined examined) {
    return locked.decide(
        request.pusher(),
        new RefUpdate(branch, commit, commit),
        request.agent(),
        false,
        examined.violations(),
        examined.repairs(),
        "a handoff of " + request.agent() + " was asked for");
  }

  /**
   * Ends a handoff: records what its checks have shown, and if all passed and nothing that concerns
   * it has changed makes the commit the agent's handoff.
   *
   * @param logs the output of checks, by the names in {@code evidence}
   */
  public Ending end(
      Attempt attempt,
      CheckOutcome outcome,
      List<Evidence> evidence,
      SortedMap<String, byte[]> logs)
      throws IOException {
    try (LockFile held = attempt.lock();
        LockedPlan locked = gated.open(attempt.agent())) {
      PlanState plan = locked.plan();
      List<HandoffRules.Examined> examined = new ArrayList<>();
      String change;
      try {
        change = change(locked, plan, attempt);
        if (change.isEmpty() && !isOurs(locked, attempt)) {
          change = "it was ended before its checks were";
        }
        if (change.isEmpty()) {
          Agent agent = locked.policy().agent(attempt.agent()).orElseThrow();
          examined.add(new HandoffRules(plan).examine(agent, attempt.branch(), attempt.commit()));
          change = objection(examined.get(0));
        }
      } catch (PushBudget.Exceeded e) {
        change = e.noAnswer();
      }
      if (!change.isEmpty()) {
        // on record even if it was ended since: whoever reads the ledger sees what came of it
        locked.append(
            new Event.ValidationDropped(attempt.agent(), attempt.commit(), change, evidence),
            attempt.by(),
            List.of(),
            logs);
        return new Ending(outcome, change);
      }
      locked.append(
          new Event.Validated(
              attempt.agent(),
              attempt.branch(),
              attempt.commit(),
              outcome,
              examined.get(0).basis(),
              former(
                  plan, attempt.agent(), outcome == CheckOutcome.PASSED, examined.get(0).basis()),
              evidence),
          attempt.by(),
          outcome == CheckOutcome.PASSED
              ? pin(locked, attempt.agent(), attempt.commit())
              : List.of(),
          logs);
      return new Ending(outcome, "");
    }
  }

  /** What a handoff that is made now replaces and does not contain. */
  private static List<FormerHandoffs> former(
      PlanState plan, AgentId agent, boolean passed, Handoff.Basis basis) throws IOException {
    return passed && !basis.continues() ? plan.unintegrated(agent) : List.of();
  }

  /** Ends a handoff whose checks were not run to their end. */
  Ending drop(Attempt attempt, String why, List<Evidence> evidence) throws IOException {
    List<Evidence> kept =
        evidence.stream()
            .map(e -> new Evidence(e.check(), e.outcome(), e.detail(), e.millis(), ""))
            .toList();
    try (LockFile held = attempt.lock();
        LockedPlan locked = gated.open(attempt.agent())) {
      if (isOurs(locked, attempt)) {
        locked.append(
            new Event.ValidationDropped(attempt.agent(), attempt.commit(), why, kept),
            attempt.by(),
            List.of());
      }
    }
    return new Ending(CheckOutcome.ERRORED, why);
  }

  private static boolean isOurs(LockedPlan locked, Attempt attempt) {
    return locked.ledger().agent(attempt.agent()).running().stream()
        .anyMatch(running -> running.event() == attempt.event());
  }

  /** What has changed since it began and makes the result worth nothing, or "". */
  private static String change(LockedPlan locked, PlanState plan, Attempt attempt)
      throws IOException {
    if (!locked.policy().digest().equals(attempt.policy())) {
      return "the policy has changed since it began";
    }
    Agent agent = locked.policy().agent(attempt.agent()).orElseThrow();
    if (!foundations(plan, agent).equals(attempt.before())) {
      return "what it builds on has changed since it began";
    }
    return locked.happened(agent, attempt.event());
  }

  /** Why what was begun would not be begun any more, or "". */
  private static String objection(HandoffRules.Examined examined) {
    for (Violation violation : examined.violations()) {
      if (!examined.accepted()) {
        return violation.code() == Code.STATE_CHANGED
            ? "the branch has moved since it began"
            : violation.message();
      }
    }
    return "";
  }

  static List<RefUpdate> pin(LockedPlan locked, AgentId agent, Oid commit) throws IOException {
    RefName pin = Ledger.handoffPin(agent.id());
    return List.of(new RefUpdate(pin, locked.history().tip(pin), commit));
  }

  /**
   * Says what an outside engine found of a commit; if it passed, that is the agent's handoff.
   *
   * @param notes takes what whoever attests should know
   * @throws OperationRefused if the commit is not named, by its whole id
   */
  public Optional<Verdict> attest(
      Request request, boolean passed, String evidence, Consumer<String> notes)
      throws IOException, OperationRefused {
    try (LockedPlan locked = gated.open(request.agent())) {
      Agent agent = GatedRepository.agent(locked, request.agent());
      RefName branch = GatedRepository.branch(locked, agent, request.branch());
      if (request.commit().isEmpty()) {
        throw new OperationRefused("the commit that is attested is missing", "give its whole id");
      }
      Oid commit = GatedRepository.commit(locked, branch, request.commit());
      PlanState plan = locked.plan();
      HandoffRules.Examined examined = new HandoffRules(plan).examine(agent, branch, commit);
      if (!examined.accepted()) {
        Verdict verdict = verdict(locked, request, branch, commit, examined);
        locked.record(verdict);
        return Optional.of(verdict);
      }
      locked.append(
          new Event.Attested(
              agent.id(),
              branch,
              commit,
              passed,
              examined.basis(),
              former(plan, agent.id(), passed, examined.basis()),
              evidence),
          request.by(),
          passed ? pin(locked, agent.id(), commit) : List.of());
      if (passed) {
        examined.notes().forEach(notes);
      }
      return Optional.empty();
    }
  }
}
