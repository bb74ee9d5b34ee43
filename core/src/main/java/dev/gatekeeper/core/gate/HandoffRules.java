package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.CommitReport;
import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Handoff.Basis;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.plan.OrderRules;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.RangeJudge;
import dev.gatekeeper.core.plan.RequirementsDigest;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy.Waiver;
import dev.gatekeeper.core.repair.RangeRepairs;
import dev.gatekeeper.core.text.ShellWord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules for an agent's handoff, except its checks (docs/semantics.md, section 6, "Handoff").
 */
public record HandoffRules(PlanState plan) {

  /**
   * What was found.
   *
   * @param violations why it may not: it may if there are none, whatever the mode
   * @param repairs how that can be mended
   * @param notes what whoever hands off should know
   * @param basis what the handoff would rest on
   */
  public record Examined(
      List<Violation> violations, List<Repair> repairs, List<String> notes, Basis basis) {
    public Examined {
      violations = List.copyOf(violations);
      repairs = List.copyOf(repairs);
      notes = List.copyOf(notes);
    }

    /** Whether it may be handed off. */
    public boolean accepted() {
      return violations.isEmpty();
    }
  }

  /** Examines the tip of a branch of the agent's. */
  public Examined examine(Agent agent, RefName branch, Oid commit) throws IOException {
    List<Violation> hard = new ArrayList<>();
    if (plan.policy().agentsOf(branch).stream().noneMatch(agent::equals)) {
      hard.add(
          refuse(
              Code.REF_NOT_ALLOWED,
              branch,
              "it is not a branch of " + agent.id(),
              "hand off the tip of a branch that matches one of the agent's `branches`"));
    } else if (!history().tip(branch).equals(commit)) {
      hard.add(
          refuse(
              Code.STATE_CHANGED,
              branch,
              commit.abbreviated() + " is not its tip",
              "push the work, then hand off the tip" + tip(branch)));
    } else if (plan.main().isZero()) {
      FirstPush first = new FirstPush(plan.policy(), history());
      hard.add(refuse(Code.REF_NOT_ALLOWED, branch, first.missing(), first.next()));
    } else {
      OrderRules order = new OrderRules(plan);
      hard.addAll(order.judge(agent, new RefUpdate(branch, commit, commit)));
      hard.addAll(order.closed(agent, branch));
      hard.addAll(substance(agent, branch, commit));
    }
    return hard.isEmpty()
        ? range(agent, branch, commit)
        : new Examined(hard, List.of(), List.of(), basis(agent, commit, false));
  }

  /** All of its range, as things are now: what could not be integrated is not handed off. */
  private Examined range(Agent agent, RefName branch, Oid commit) throws IOException {
    RangeRepairs repairs = new RangeRepairs(plan, agent, branch, commit);
    try {
      RangeJudge.Found found =
          plan.rangeAnew(agent, branch, commit, new PushBudget(plan.policy().limits()));
      boolean isClean = found.violations().isEmpty();
      List<String> notes =
          new ArrayList<>(found.waivers().stream().map(HandoffRules::lastDay).toList());
      notes.addAll(filesForFolders(agent, commit));
      return new Examined(
          found.violations(),
          isClean ? List.of() : repairs.ofForeign(found.violations()),
          notes,
          basis(agent, commit, isClean));
    } catch (PushBudget.Exceeded e) {
      if (!e.limit().isOfRange()) {
        throw e;
      }
      List<Repair> found = repairs.ofTooLarge();
      String todo = found.isEmpty() ? "ask a maintainer to raise the limit" : "";
      return new Examined(
          List.of(
              CommitReport.limit(branch, "as a handoff it exceeds the limits: " + e.why(), todo)),
          found,
          List.of(),
          basis(agent, commit, false));
    }
  }

  /**
   * The notes about paths that are a file in this commit and a folder in the integration branch or
   * in a handoff that the agent may see, or the reverse: git can store only one of the two.
   */
  private List<String> filesForFolders(Agent agent, Oid commit) throws IOException {
    Map<String, Oid> seen = new LinkedHashMap<>();
    seen.put(plan.policy().integration().branch(), plan.main());
    for (AgentId before : plan.shared().predecessors(agent)) {
      plan.handoff(before).ifPresent(made -> seen.put("the handoff of " + before, made.commit()));
    }
    Permission own = plan.judging().permission(agent.id());
    List<String> notes = new ArrayList<>();
    for (Map.Entry<String, Oid> other : seen.entrySet()) {
      for (RepoPath path : history().merge(other.getValue(), commit, own).filesForFolders()) {
        notes.add(
            "%s is a file here and a folder in %s, or the reverse; git can store only one of the two, so one has to be renamed before both are integrated"
                .formatted(path.quoted(), other.getKey()));
      }
    }
    return notes;
  }

  /** What a waiver allowed is the agent's own no longer than that. */
  private static String lastDay(Waiver waiver) {
    return "the waiver of "
        + String.join(", ", waiver.paths().patterns().stream().map(Object::toString).toList())
        + " ("
        + waiver.at().lineText()
        + ") ends on "
        + waiver.until()
        + " (UTC): integrate before then, or the changes that it allowed can't be integrated";
  }

  /** The agent's last handoff that counts: where none is valid, the last that was integrated. */
  private Optional<Oid> lastOf(AgentId agent) throws IOException {
    Optional<Handoff> valid = plan.handoff(agent);
    return valid.isPresent() ? valid.map(Handoff::commit) : plan.integratedHandoff(agent);
  }

  /** It goes on from what the agent handed off before, and brings something new. */
  private List<Violation> substance(Agent agent, RefName branch, Oid commit) throws IOException {
    Optional<Oid> before = lastOf(agent.id());
    if (before.isPresent() && !history().contains(commit, before.get())) {
      return List.of(
          refuse(
              Code.HANDOFF_NOT_INCLUDED,
              branch,
              "it does not contain the last handoff of %s, %s"
                  .formatted(agent.id(), before.get().abbreviated()),
              "git merge %s, and git push -o handoff REMOTE %s"
                  .formatted(before.get(), ShellWord.of(branch))));
    }
    if (!plan.isWork(agent, commit)) {
      return List.of(
          refuse(
              Code.NOT_VALIDATED,
              branch,
              commit.abbreviated() + " adds no commits",
              "push the work first, then hand it off (git push -o handoff REMOTE "
                  + ShellWord.of(branch)
                  + ")"));
    }
    return List.of();
  }

  private String tip(RefName branch) throws IOException {
    Oid tip = history().tip(branch);
    return tip.isZero() ? "" : ": " + Ask.handoff(tip, branch);
  }

  private Basis basis(Agent agent, Oid commit, boolean clean) throws IOException {
    if (!history().isCommit(commit)) {
      return new Basis(Oid.ZERO, RequirementsDigest.of(agent), List.of(), List.of(), clean, false);
    }
    Set<Oid> others = new LinkedHashSet<>();
    if (!plan.main().isZero()) {
      others.add(plan.main());
    }
    for (AgentId before : plan.allBefore(agent)) {
      plan.handoff(before).ifPresent(theirs -> others.add(theirs.commit()));
    }
    return new Basis(
        history().tree(commit),
        RequirementsDigest.of(agent),
        List.copyOf(plan.trustedOfOthers(agent)),
        history().bases(commit, others),
        clean,
        continues(agent.id(), commit));
  }

  private boolean continues(AgentId agent, Oid commit) throws IOException {
    Optional<Handoff> last = plan.record(agent).handoff();
    return last.isPresent() && history().contains(commit, last.get().commit());
  }

  private History history() {
    return plan.history();
  }

  private static Violation refuse(Code code, RefName ref, String message, String todo) {
    return new Violation.OfRef(code, ref, message, todo);
  }
}
