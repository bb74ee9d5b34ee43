package dev.gatekeeper.core.preflight;

import dev.gatekeeper.core.gate.IneffectivePolicy;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.ExemptCommits;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.lint.Lint;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.operation.LockedPlan;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.preflight.PreflightLine.Item;
import dev.gatekeeper.core.preflight.PreflightLine.Result;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.Ledger;
import dev.gatekeeper.core.store.LedgerChain;
import dev.gatekeeper.core.validate.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The checklist before work starts: policy, checks, sandbox, ledger, integration branch, agents'
 * branches. Looking changes nothing.
 */
public record Preflight(GatekeeperFolder folder, Policy policy, Sandbox sandbox, Clock clock) {
  private static final String MADE = "made by preflight";

  /** Goes through it, and says what was found; of each check one line at least. */
  public List<PreflightLine> look() throws IOException {
    List<PreflightLine> lines = new ArrayList<>(lint());
    lines.addAll(briefs());
    try (JGitHistory history = JGitHistory.open(folder.gitDirectory())) {
      Oid main = history.tip(RefName.branch(policy.integration().branch()));
      lines.addAll(idle(history, main));
      lines.addAll(CheckTools.lines(policy, folder.gitDirectory(), main, today(), sandbox));
      lines.add(isolation());
      lines.add(OldObjects.line(folder.gitDirectory()));
      PreflightLine ledger = ledger(history);
      lines.add(ledger);
      if (ledger.result() == Result.ERROR) {
        for (Item item : List.of(Item.INTEGRATION, Item.BRANCHES, Item.BASES)) {
          lines.add(PreflightLine.error(item, "unknown without a ledger", "fix the ledger first"));
        }
        return lines;
      }
      lines.add(IntegrationTip.line(policy, folder.gitDirectory(), history));
      LedgerState state = new Ledger(folder).state(history);
      PlanState plan = new PlanState(state, JudgingContext.at(clock.instant(), policy, history));
      lines.addAll(new MissingBranches(plan).lines());
      lines.addAll(new BranchBases(plan).lines());
    }
    return lines;
  }

  /**
   * Makes the branches that are missing and can be made, each on record, and looks then.
   *
   * @param policies reads the policy anew, under the lock
   * @param by who asks, for the ledger
   */
  public List<PreflightLine> fix(LoadedPolicy.Reader policies, Actor by) throws IOException {
    List<PreflightLine> before = look();
    if (before.stream().anyMatch(l -> l.check() == Item.LEDGER && l.result() == Result.ERROR)) {
      return before;
    }
    List<PreflightLine> made = new ArrayList<>();
    Set<AgentId> all = new HashSet<>(policy.agents().stream().map(Agent::id).toList());
    try (LockedPlan locked = LockedPlan.take(new GatedRepository(folder, policies, clock), all)) {
      MissingBranches missing = new MissingBranches(locked.plan());
      for (MissingBranches.Branch branch : missing.makeable()) {
        make(locked, branch, by);
        made.add(
            new PreflightLine(
                Item.BRANCHES,
                Result.OK,
                Optional.of(branch.agent().id()),
                "made " + branch.ref().shortName() + " at " + branch.commit().abbreviated(),
                ""));
      }
    }
    List<PreflightLine> lines = new ArrayList<>(look());
    int place = 0;
    while (lines.get(place).check() != Item.BRANCHES) {
      place++;
    }
    lines.addAll(place, made);
    return lines;
  }

  private static void make(LockedPlan locked, MissingBranches.Branch branch, Actor by)
      throws IOException {
    locked.append(
        new Event.Pushed(
            Optional.of(branch.agent().id()),
            Event.Why.MAINTAINER,
            branch.ref(),
            Oid.ZERO,
            branch.commit(),
            ExemptCommits.OfPush.NONE,
            Optional.empty(),
            MADE),
        by,
        List.of(new RefUpdate(branch.ref(), Oid.ZERO, branch.commit())));
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private List<PreflightLine> lint() {
    List<PreflightLine> lines = new ArrayList<>();
    for (Finding finding : Lint.findings(policy, today())) {
      String at = finding.lines().isEmpty() ? policy.file() : finding.lines().get(0).toString();
      if (finding.severity() != Severity.NOTE) {
        Result result = finding.severity() == Severity.ERROR ? Result.ERROR : Result.WARNING;
        String witness = finding.witness().isEmpty() ? "" : ": " + finding.witness();
        lines.add(
            new PreflightLine(
                Item.POLICY,
                result,
                Optional.empty(),
                at + ": " + finding.message() + witness,
                finding.todo()));
      }
    }
    if (lines.isEmpty()) {
      String agents = policy.agents().size() == 1 ? "1 agent" : policy.agents().size() + " agents";
      lines.add(
          PreflightLine.ok(Item.POLICY, policy.file() + ": " + agents + ", lint reports nothing"));
    }
    return lines;
  }

  /** A policy on the integration branch that decides nothing, since another lies beside. */
  private List<PreflightLine> idle(History history, Oid main) throws IOException {
    if (!Files.exists(folder.policyFile()) || !new IneffectivePolicy(policy, history).isOn(main)) {
      return List.of();
    }
    String branch = policy.integration().branch();
    String file = Policy.FILE_NAME;
    return List.of(
        PreflightLine.warning(
            Item.POLICY,
            file + " on " + branch + " is not the one in force, which is in the git directory",
            "if it is meant, in the repository: git show %s:%s >%s; or else take it out of %s"
                .formatted(branch, file, file, branch)));
  }

  private List<PreflightLine> briefs() {
    List<PreflightLine> lines = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      if (agent.brief().isBlank()) {
        lines.add(
            new PreflightLine(
                Item.BRIEFS,
                Result.WARNING,
                Optional.of(agent.id()),
                agent.id() + " has no `brief`",
                "write there what it must know (" + agent.at().lineText() + ")"));
      }
    }
    if (lines.isEmpty()) {
      lines.add(PreflightLine.ok(Item.BRIEFS, "every agent has a `brief`"));
    }
    return lines;
  }

  private PreflightLine isolation() {
    if (CheckTools.all(policy).isEmpty()) {
      return PreflightLine.ok(Item.SANDBOX, "no check runs a command");
    }
    String refusal = sandbox.refusal();
    if (!refusal.isEmpty()) {
      return PreflightLine.error(
          Item.SANDBOX, refusal, "until then no command runs, and no handoff passes");
    }
    return sandbox.isIsolated()
        ? PreflightLine.ok(Item.SANDBOX, "commands run in a sandbox")
        : PreflightLine.warning(
            Item.SANDBOX,
            "commands run without isolation, with all rights of the gate",
            "install bubblewrap, and leave out --no-sandbox");
  }

  private PreflightLine ledger(JGitHistory history) {
    try {
      LedgerState state = new Ledger(folder).state(history);
      LedgerChain.Verification examined = LedgerChain.examine(folder);
      if (!examined.problems().isEmpty()) {
        return PreflightLine.error(
            Item.LEDGER,
            "the ledger is not sound: " + String.join("; ", examined.problems()),
            "gatekeeper log --verify");
      }
      for (Path place : written()) {
        if (!Files.isWritable(place)) {
          return PreflightLine.error(
              Item.LEDGER,
              "`" + place + "` can't be written, so that nothing can be recorded or taken back",
              "give the gate's user the right to write there");
        }
      }
      return PreflightLine.ok(
          Item.LEDGER, "sound, with " + state.events() + " events; what happens can be taken back");
    } catch (IOException e) {
      return PreflightLine.error(
          Item.LEDGER,
          String.valueOf(e.getMessage()),
          "without a ledger nothing can be taken back");
    }
  }

  /** Where the ledger, the refs that move with it, and the gate's own files are written. */
  private List<Path> written() {
    Path git = folder.gitDirectory();
    Path own = Files.exists(folder.path()) ? folder.path() : git;
    return List.of(git.resolve("objects"), git.resolve("refs"), own);
  }
}
