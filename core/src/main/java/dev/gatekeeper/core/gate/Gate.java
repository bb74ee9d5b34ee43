package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.gate.NextPolicy.PolicyLocation;
import dev.gatekeeper.core.history.CommitReport;
import dev.gatekeeper.core.history.Commits;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.Rewrites;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PushOptions;
import dev.gatekeeper.core.repair.FsckAdvice;
import dev.gatekeeper.core.repair.Repairs;
import dev.gatekeeper.core.repair.Squash;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The one place where a push is decided. Every door asks it, and none adds to what it says
 * (docs/semantics.md).
 */
public final class Gate {
  private final Policy policy;
  private final History history;
  private final JudgingContext judging;
  private final PlanState plan;

  /**
   * A gate for one push.
   *
   * @param policy as it stands before the push
   * @param ledger what has happened to the plan so far
   * @param today the date in UTC, for waivers
   */
  public Gate(Policy policy, LedgerState ledger, History history, LocalDate today) {
    this.policy = policy;
    this.judging = new JudgingContext(policy, history, today).afresh();
    this.history = judging.history();
    this.plan = new PlanState(ledger, judging);
  }

  /**
   * Judges a push: all of it, every reason listed.
   *
   * @param successors reads the policy that the push would put in force, where the policy stands on
   *     the integration branch
   * @throws IOException if the repository cannot be read
   */
  public Judgement judge(Push push, PolicyLocation successors) throws IOException {
    Judgement.Builder found = new Judgement.Builder();
    found.refuseWhole(AskRules.options(push, policy));
    RefRules refs = new RefRules(plan, push, found);
    NextPolicy next = new NextPolicy(policy, history, successors);
    List<AgentUpdate> pushed = new ArrayList<>();
    long bytes = history.incomingBytes();
    for (RefUpdate update : push.updates()) {
      List<Violation> ofPolicy = next.judge(update);
      try {
        RemainingChecks ruling = refs.judge(update); // the name, the role, the ref, the order
        agentOf(ruling).ifPresent(agent -> pushed.add(new AgentUpdate(agent, update)));
        judgeUpdate(push, bytes, update, ruling, ofPolicy, found);
      } catch (PushBudget.Exceeded e) {
        found.refuseCommits(List.of(CommitReport.limit(update.ref(), e.why())));
      }
      found.refuseCommits(ofPolicy);
    }
    found.noteOnCommits(PushOptions.notes(push));
    boolean accepted = found.isAccepted(policy);
    if (accepted) {
      HandoffNotes notes = new HandoffNotes(plan);
      for (AgentUpdate one : pushed) {
        found.noteOnCommits(notes.of(one.agent(), one.update(), push.pusher()));
      }
    }
    if (successors instanceof PolicyLocation.Beside) {
      found.noteOnCommits(new IneffectivePolicy(policy, history).notes(push, accepted));
    }
    return found.build(judgedRefs(push, policy), accepted, history.budget());
  }

  /**
   * Judges what an update brings: its new commits, how they can be mended, and what is to be
   * remembered of them.
   *
   * @param bytes how many the push brought
   * @param ofPolicy what is wrong with the policy that it brings
   */
  private void judgeUpdate(
      Push push,
      long bytes,
      RefUpdate update,
      RemainingChecks ruling,
      List<Violation> ofPolicy,
      Judgement.Builder found)
      throws IOException {
    Optional<String> override =
        ruling instanceof RemainingChecks.JudgeMaintainer
            ? PushOptions.override(push)
            : Optional.empty();
    CommitReport report = new CommitReport(update.ref(), permission(ruling), override.isPresent());
    if (bytes > policy.limits().pack()) {
      report.limit(
          "the push has %s bytes, more than %s (`limits.pack`)"
              .formatted(bytes, policy.limits().pack()));
    } else {
      List<Repair> squash = judgeCommits(update, ruling, report);
      found.repair(found.against(update.ref()).isEmpty() ? squash : List.of());
    }
    found.refuseCommits(report.violations());
    Set<Oid> known = known(update, ruling);
    List<Violation> ofRef = new ArrayList<>(ofPolicy);
    ofRef.addAll(found.against(update.ref()));
    found.repair(
        new Repairs(update, known, report.permission(), judging, () -> starts(update, ruling))
            .of(ofRef, report.violations()));
    if (!report.refusedByFsckAlone().isEmpty()) {
      found.repair(
          FsckAdvice.of(
              update, known, report.refusedByFsckAlone(), mayOverride(ruling, report), judging));
    }
    Optional<String> untidy = override.filter(r -> !report.letIn().isEmpty());
    untidy.ifPresent(reason -> found.noteOnCommits(List.of(untidy(report))));
    found.remember(
        PushEvents.of(
            update,
            ruling,
            known,
            report.isWaived(),
            waivers(ruling),
            untidy.map(reason -> reason + " (" + untidy(report) + ")")));
  }

  /** The agent to whose branch it is pushed, by whomever. */
  private Optional<Agent> agentOf(RemainingChecks next) {
    if (next instanceof RemainingChecks.JudgeAgent a) {
      return Optional.of(a.agent());
    }
    return next instanceof RemainingChecks.JudgeMaintainer m
        ? m.why().flatMap(RemainingChecks.Remembered::agent).flatMap(policy::agent)
        : Optional.empty();
  }

  private record AgentUpdate(Agent agent, RefUpdate update) {}

  /** The commands of a push with the agents whose branches they concern. */
  public static List<JudgedRef> judgedRefs(Push push, Policy policy) {
    return push.updates().stream()
        .map(u -> new JudgedRef(u, concerned(u, push, policy).stream().map(Agent::id).toList()))
        .toList();
  }

  private static List<Agent> concerned(RefUpdate update, Push push, Policy policy) {
    return Ask.isBelow(update.ref())
        ? AskRules.agent(update.ref(), push.pusher(), policy).stream().toList()
        : policy.agentsOf(update.ref());
  }

  /** Whether all that is against it is untidy, and who pushes may have it in all the same. */
  private static boolean mayOverride(RemainingChecks next, CommitReport report) {
    return next instanceof RemainingChecks.JudgeMaintainer
        && report.refusedByFsckAlone().stream().allMatch(FsckId::isUntidy);
  }

  private static String untidy(CommitReport report) {
    return "the override accepts objects that git's fsck calls an error: "
        + report.letIn().stream().map(FsckId::word).collect(Collectors.joining(", "));
  }

  private Permission permission(RemainingChecks next) {
    return next instanceof RemainingChecks.JudgeAgent a
        ? judging.permission(a.agent().id())
        : judging.everything();
  }

  /** Judges the new commits; how to mend it if they are beyond the limits. */
  private List<Repair> judgeCommits(RefUpdate update, RemainingChecks next, CommitReport report)
      throws IOException {
    if (next instanceof RemainingChecks.Done
        || next instanceof RemainingChecks.Unjudged
        || next instanceof RemainingChecks.Remove) {
      return List.of();
    }
    Set<Oid> known = known(update, next);
    try {
      history.judge(update.after(), known, report.permission(), policy.contents(), report);
      return List.of();
    } catch (PushBudget.Exceeded e) {
      List<Repair> squash =
          e.limit().isOfRange()
              ? squash(update, known, report.permission(), () -> starts(update, next))
              : List.of();
      report.limit(e.why());
      return squash;
    }
  }

  private List<Repair> squash(
      RefUpdate update, Set<Oid> known, Permission permission, Repairs.Starts starts)
      throws IOException {
    try {
      return Squash.of(update.ref(), update.after(), known, permission, judging.afresh(), starts);
    } catch (PushBudget.Exceeded e) {
      return List.of();
    }
  }

  /** The commits whose history is not new. */
  private Set<Oid> known(RefUpdate update, RemainingChecks next) throws IOException {
    Set<Oid> known = trusted(next);
    // of what a rewrite leaves behind nothing is trusted
    boolean leaves = next instanceof RemainingChecks.JudgeAgent a && a.leftBehind().isPresent();
    if (!leaves && !update.isCreation() && isCommit(history.kind(update.before()))) {
      known.add(update.before());
    }
    return known;
  }

  /** Where the agent starts again whose branch can't be handed off by going on. */
  private List<Oid> starts(RefUpdate update, RemainingChecks next) throws IOException {
    return next instanceof RemainingChecks.JudgeAgent a && !update.isCreation()
        ? new Rewrites(plan, judging.afresh().history())
            .starts(update.before(), update.ref(), a.agent())
        : List.of();
  }

  /** What the live waivers of the agent say. */
  private List<String> waivers(RemainingChecks next) {
    return next instanceof RemainingChecks.JudgeAgent a
        ? judging.waivers(a.agent().id()).stream()
            .flatMap(waiver -> waiver.paths().patterns().stream())
            .map(Object::toString)
            .toList()
        : List.of();
  }

  private static boolean isCommit(Commits.Kind kind) {
    return kind == Commits.Kind.COMMIT || kind == Commits.Kind.TAG_OF_COMMIT;
  }

  /** The commits that are trusted for who pushes (section 1). */
  private Set<Oid> trusted(RemainingChecks next) throws IOException {
    if (next instanceof RemainingChecks.JudgeAgent a) {
      return plan.trusted(a.agent());
    }
    Oid integration = plan.main();
    return new LinkedHashSet<>(integration.isZero() ? List.of() : List.of(integration));
  }
}
