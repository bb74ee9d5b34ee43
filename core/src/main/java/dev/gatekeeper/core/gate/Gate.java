package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.Budget;
import dev.gatekeeper.core.history.CommitReport;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.Rewrites;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Problem;
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
  private final LedgerState ledger;
  private final History history;
  private final LocalDate today;

  /**
   * A gate for one push.
   *
   * @param policy as it stands before the push
   * @param ledger what has happened to the plan so far
   * @param today the date in UTC, for waivers
   */
  public Gate(Policy policy, LedgerState ledger, History history, LocalDate today) {
    this.policy = policy;
    this.ledger = ledger;
    this.history = history;
    this.today = today;
  }

  /**
   * What the gate found.
   *
   * @param violations all of them
   * @param accepted whether none of them refuses the push
   * @param repairs for each ref that can be mended by a command, that command
   * @param notes what goes on record besides
   * @param events what the ledger has to remember of it if it is accepted
   */
  public record Judgement(
      List<JudgedRef> refs,
      List<Violation> violations,
      boolean accepted,
      List<Repair> repairs,
      List<String> notes,
      List<Event> events,
      long commits,
      long paths) {
    public Judgement {
      refs = List.copyOf(refs);
      violations = List.copyOf(violations);
      repairs = List.copyOf(repairs);
      notes = List.copyOf(notes);
      events = List.copyOf(events);
    }
  }

  /**
   * Judges a push: all of it, every reason listed.
   *
   * @param successors reads the policy that the push would put in force, where the policy stands on
   *     the integration branch
   * @throws IOException if the repository cannot be read
   */
  public Judgement judge(Push push, Successors successors) throws IOException {
    Budget budget = new Budget(policy.limits());
    PlanState plan = new PlanState(ledger, policy, history, budget, today);
    RefRules rules = new RefRules(policy, history, plan, push, budget, today);
    List<Violation> violations = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    List<Repair> repairs = new ArrayList<>();
    List<Pushed> pushed = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    long bytes = history.incomingBytes();
    for (RefUpdate update : push.updates()) {
      List<Violation> ofPolicy = successor(update, successors);
      try {
        RefRuling next = rules.judge(update);
        agentOf(next).forEach(agent -> pushed.add(new Pushed(agent, update)));
        Optional<String> override =
            next instanceof RefRuling.JudgeMaintainer
                ? PushOptions.override(push)
                : Optional.empty();
        CommitReport report =
            new CommitReport(update.ref(), permission(next), override.isPresent());
        if (bytes > policy.limits().pack()) {
          report.limit(
              "it brings "
                  + bytes
                  + " bytes, more than "
                  + policy.limits().pack()
                  + " (`limits.pack`)");
        } else {
          List<Repair> squash = judgeCommits(update, next, plan, budget, report);
          boolean mayMove =
              rules.violations().stream().noneMatch(v -> v.ref().equals(update.ref()));
          repairs.addAll(mayMove ? squash : List.of());
        }
        violations.addAll(report.violations());
        List<Violation> ofRef = new ArrayList<>(ofPolicy);
        rules.violations().stream().filter(v -> v.ref().equals(update.ref())).forEach(ofRef::add);
        repairs.addAll(
            new Repairs(
                    update,
                    known(update, next, plan),
                    report.permission(),
                    history,
                    policy,
                    () -> starts(update, next, plan))
                .of(ofRef, report.violations()));
        if (!report.refusedByFsckAlone().isEmpty()) {
          repairs.addAll(
              FsckAdvice.of(
                  update,
                  known(update, next, plan),
                  report.refusedByFsckAlone(),
                  mayOverride(next, report),
                  history,
                  policy));
        }
        Optional<String> untidy = override.filter(r -> !report.letIn().isEmpty());
        untidy.ifPresent(reason -> notes.add(untidy(report)));
        events.addAll(
            Memorable.of(
                update,
                next,
                known(update, next, plan),
                report.isWaived(),
                waivers(next),
                untidy.map(reason -> reason + " (" + untidy(report) + ")")));
      } catch (Budget.Exceeded e) {
        violations.add(CommitReport.limit(update.ref(), e.why()));
      }
      violations.addAll(ofPolicy);
    }
    violations.addAll(0, rules.violations());
    violations.addAll(0, AskRules.options(push, policy));
    notes.addAll(0, rules.notes());
    notes.addAll(PushOptions.notes(push));
    boolean accepted = violations.stream().allMatch(v -> policy.letsPass(v));
    if (accepted) {
      for (Pushed one : pushed) {
        notes.addAll(
            new RangeNotes(policy, plan, history, today)
                .of(one.agent(), one.update(), push.pusher()));
      }
    }
    if (successors instanceof Successors.Beside) {
      notes.addAll(new IdlePolicy(policy, history).notes(push, accepted));
    }
    return new Judgement(
        judgedRefs(push, policy),
        violations,
        accepted,
        accepted ? List.of() : repairs,
        notes,
        accepted ? events : List.of(),
        budget.commits(),
        budget.paths());
  }

  /** The agent to whose branch it is pushed, by whomever. */
  private List<Agent> agentOf(RefRuling next) {
    if (next instanceof RefRuling.JudgeAgent a) {
      return List.of(a.agent());
    }
    return next instanceof RefRuling.JudgeMaintainer m
        ? m.why().stream()
            .flatMap(why -> why.agent().stream())
            .flatMap(id -> policy.agent(id).stream())
            .toList()
        : List.of();
  }

  /** An update of an agent's branch. */
  private record Pushed(Agent agent, RefUpdate update) {}

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
  private static boolean mayOverride(RefRuling next, CommitReport report) {
    return next instanceof RefRuling.JudgeMaintainer
        && report.refusedByFsckAlone().stream().allMatch(FsckId::isUntidy);
  }

  private static String untidy(CommitReport report) {
    return "the override lets in what git's fsck calls an error: "
        + report.letIn().stream().map(FsckId::word).collect(Collectors.joining(", "));
  }

  private Permission permission(RefRuling next) {
    return next instanceof RefRuling.JudgeAgent a
        ? Permission.of(policy, a.agent().id(), today)
        : Permission.everything(policy, today);
  }

  /** Judges the new commits; how to mend it if they are beyond the limits. */
  private List<Repair> judgeCommits(
      RefUpdate update, RefRuling next, PlanState plan, Budget budget, CommitReport report)
      throws IOException {
    if (next instanceof RefRuling.Done
        || next instanceof RefRuling.Unjudged
        || next instanceof RefRuling.Remove) {
      return List.of();
    }
    Set<Oid> known = known(update, next, plan);
    try {
      history.judge(
          update.after(), known, report.permission(), policy.submodules(), budget, report);
      return List.of();
    } catch (Budget.Exceeded e) {
      List<Repair> squash =
          e.limit().isOfRange()
              ? squash(update, known, report.permission(), () -> starts(update, next, plan))
              : List.of();
      report.limit(e.why());
      return squash;
    }
  }

  private List<Repair> squash(
      RefUpdate update, Set<Oid> known, Permission permission, Repairs.Starts starts)
      throws IOException {
    try {
      return Squash.of(
          update.ref(),
          update.after(),
          known,
          permission,
          history,
          policy,
          new Budget(policy.limits()),
          starts);
    } catch (Budget.Exceeded e) {
      return List.of();
    }
  }

  /** The commits whose history is not new. */
  private Set<Oid> known(RefUpdate update, RefRuling next, PlanState plan) throws IOException {
    Set<Oid> known = trusted(next, plan);
    // of what a rewrite leaves behind nothing is trusted
    boolean leaves = next instanceof RefRuling.JudgeAgent a && a.leftBehind().isPresent();
    if (!leaves && !update.isCreation() && isCommit(history.kind(update.before()))) {
      known.add(update.before());
    }
    return known;
  }

  /** Where the agent starts again whose branch can't be handed off by going on. */
  private List<Oid> starts(RefUpdate update, RefRuling next, PlanState plan) throws IOException {
    return next instanceof RefRuling.JudgeAgent a && !update.isCreation()
        ? new Rewrites(policy, plan, history, new Budget(policy.limits()))
            .starts(update.before(), update.ref(), a.agent())
        : List.of();
  }

  /** What the live waivers of the agent say. */
  private List<String> waivers(RefRuling next) {
    return next instanceof RefRuling.JudgeAgent a
        ? policy.waivers().stream()
            .filter(waiver -> waiver.agent().equals(a.agent().id()) && waiver.isLive(today))
            .flatMap(waiver -> waiver.paths().patterns().stream())
            .map(Object::toString)
            .toList()
        : List.of();
  }

  private static boolean isCommit(History.Kind kind) {
    return kind == History.Kind.COMMIT || kind == History.Kind.TAG_OF_COMMIT;
  }

  /** The commits that are trusted for who pushes (section 1). */
  private static Set<Oid> trusted(RefRuling next, PlanState plan) throws IOException {
    if (next instanceof RefRuling.JudgeAgent a) {
      return plan.trusted(a.agent());
    }
    Oid integration = plan.main();
    return new LinkedHashSet<>(integration.isZero() ? List.of() : List.of(integration));
  }

  private List<Violation> successor(RefUpdate update, Successors successors) throws IOException {
    if (!(successors instanceof Successors.OnBranch branch)
        || !policy.isIntegration(update.ref())
        || update.isDeletion()) {
      return List.of();
    }
    List<byte[]> after = history.file(update.after(), RepoPath.of(Policy.FILE_NAME));
    if (after.isEmpty()) {
      String message = "it would leave the repository without " + Policy.FILE_NAME;
      return List.of(
          new Violation.OfRef(Code.POLICY_INVALID, update.ref(), message, "keep the file"));
    }
    LoadedPolicy next = branch.reader().read(Policy.FILE_NAME, after.get(0));
    if (next instanceof LoadedPolicy.Valid valid) {
      return moved(update, valid.policy());
    }
    List<Violation> found = new ArrayList<>();
    for (Problem problem : ((LoadedPolicy.Invalid) next).problems()) {
      found.add(invalid(update, "the policy it brings is not valid: " + problem));
    }
    return found;
  }

  /**
   * A policy on one branch that speaks of another would be refused at the next push, and every push
   * with it.
   */
  private List<Violation> moved(RefUpdate update, Policy next) {
    if (next.integration().branch().equals(policy.integration().branch())) {
      return List.of();
    }
    String message =
        "the policy it brings says `integration.branch: "
            + next.integration().branch()
            + "`, but stands on "
            + update.ref().shortName();
    return List.of(invalid(update, message));
  }

  private static Violation invalid(RefUpdate update, String message) {
    return new Violation.OfRef(
        Code.POLICY_INVALID, update.ref(), message, "gatekeeper lint " + Policy.FILE_NAME);
  }
}
