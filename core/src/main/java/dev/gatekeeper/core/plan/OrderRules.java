package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration.Undone;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.text.ShellWord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of order for a push: handoffs of others, turns and stops (docs/semantics.md, section 6,
 * "Order"). Every reason why not is named, with who is in the way, in which state, and what to wait
 * for.
 */
public final class OrderRules {
  private static final String HANDOFFS = "refs/gatekeeper/handoff/";

  private final Policy policy;
  private final PlanState plan;
  private final History history;
  private final Turns turns;

  public OrderRules(PlanState plan) {
    this(plan, new Turns(plan));
  }

  /**
   * The same beside what else a push does.
   *
   * @param turns who has the turn then
   */
  public OrderRules(PlanState plan, Turns turns) {
    this.policy = plan.policy();
    this.plan = plan;
    this.history = plan.history();
    this.turns = turns;
  }

  /** All that keeps the agent from pushing, whatever it pushes. */
  public List<Blocker> blockers(Agent agent) throws IOException {
    List<Blocker> blockers = new ArrayList<>(standstill(agent));
    for (AgentId before : plan.shared().predecessors(agent)) {
      if (plan.validity(before) != PlanState.Validity.VALID) {
        blockers.add(pending(agent, before));
      }
    }
    blockers.addAll(excluded(agent));
    blockers.addAll(handedOff(agent, "", "")); // others hear of it who may not see the commit
    return blockers;
  }

  /**
   * All that holds up a push, or a handoff, that moves a branch of the agent as the update says.
   */
  public List<Violation> judge(Agent agent, RefUpdate update) throws IOException {
    List<Violation> violations = new ArrayList<>(at(standstill(agent), update.ref()));
    boolean isCommit = history.isCommit(update.after());
    for (AgentId before : plan.shared().predecessors(agent)) {
      if (plan.validity(before) != PlanState.Validity.VALID) {
        violations.add(pending(agent, before).at(update.ref()));
      } else if (isCommit && !plan.shared().includes(agent, update.after(), before)) {
        violations.add(notIncluded(agent, before, update));
      }
    }
    if (isCommit) {
      Optional<Undone> restart = plan.undone().heldBackBy(update.after(), agent);
      if (restart.isPresent()) {
        violations.add(notRestarted(agent, restart.get(), update.ref()));
      }
      Optional<SharedPathsState.TakenBack> takenBack =
          plan.shared().takenBack(agent, update.after());
      if (takenBack.isPresent()) {
        violations.add(startAgain(agent, takenBack.get(), update));
      }
    }
    violations.addAll(at(excluded(agent), update.ref()));
    return violations;
  }

  private Violation notRestarted(Agent agent, Undone restart, RefName ref) throws IOException {
    String undone = restart.commit().abbreviated();
    boolean isTheirs = plan.undone().isWorkOf(restart, agent.id());
    return new Violation.OfRef(
        Code.HANDOFF_NOT_INCLUDED,
        ref,
        "the integration of %s was undone by %s, which this push does not contain: %s"
            .formatted(
                restart.step().agent(),
                undone,
                isTheirs
                    ? "merging it would silently drop what was undone"
                    : "it builds on undone work"),
        "git fetch, go on from %s or git merge it, %s"
            .formatted(
                undone, isTheirs ? "redo the work, and push" + kept(agent, restart) : "and push"));
  }

  private String kept(Agent agent, Undone restart) throws IOException {
    return plan.undone()
        .kept(agent.id(), restart.step().handoff())
        .map(pin -> " (the old one is under " + pin + ")")
        .orElse("");
  }

  /** What alone keeps an agent from removing a branch that is left over. */
  public List<Violation> stopped(Agent agent, RefName ref) throws IOException {
    return at(standstill(agent), ref);
  }

  /** A push to the branches of an agent that has handed off, which a handoff itself is not. */
  public List<Violation> closed(Agent agent, RefName ref) throws IOException {
    Optional<Handoff> handoff = plan.handoff(agent.id());
    String commit = handoff.map(h -> " " + h.commit().abbreviated()).orElse("");
    // with git alone; it names branch and commit, which others than the agent may not see
    String reopening = handoff.map(h -> "; or " + Ask.reopen(h.commit(), h.branch())).orElse("");
    return at(handedOff(agent, commit, reopening), ref);
  }

  private static List<Violation> at(List<Blocker> blockers, RefName ref) {
    return blockers.stream().map(blocker -> blocker.at(ref)).toList();
  }

  /**
   * @param commit what it has handed off after a blank, or ""
   * @param reopening another way to reopen it after "; or ", or ""
   */
  private List<Blocker> handedOff(Agent agent, String commit, String reopening) throws IOException {
    if (!plan.isClosed(agent.id())) {
      return List.of();
    }
    return List.of(
        new Blocker(
            Code.HANDED_OFF,
            Optional.empty(),
            agent.id() + " has handed off" + commit + ", and its branches are closed",
            "gatekeeper reopen " + agent.id() + " --reason WHY, and push again" + reopening));
  }

  private List<Blocker> standstill(Agent agent) throws IOException {
    return plan.record(agent.id()).stopped().map(mark -> stopped(agent, mark)).stream().toList();
  }

  private Blocker stopped(Agent agent, AgentRecord.Mark mark) {
    return new Blocker(
        Code.STOPPED,
        Optional.empty(),
        agent.id() + " was stopped by " + mark.by() + ": " + mark.reason(),
        "keep the commits, and push them when a maintainer has resumed %s (%s)"
            .formatted(agent.id(), Ask.wait(agent, policy)));
  }

  private Blocker pending(Agent agent, AgentId before) throws IOException {
    return new Blocker(
        Code.HANDOFF_PENDING,
        Optional.of(before),
        "%s %s after %s, which has no valid handoff (%s)"
            .formatted(
                agent.id(),
                agent.after().contains(before) ? "comes" : "owns paths",
                before,
                state(before)),
        "keep the commits, and push them when %s has handed off (%s, or git ls-remote REMOTE %s%s)"
            .formatted(before, Ask.wait(agent, policy), HANDOFFS, before));
  }

  private Violation notIncluded(Agent agent, AgentId before, RefUpdate update) throws IOException {
    boolean isShared = plan.shared().earlierOwners(agent).contains(before);
    String commit = plan.handoff(before).map(h -> h.commit().abbreviated()).orElse("");
    return new Violation.OfRef(
        Code.HANDOFF_NOT_INCLUDED,
        update.ref(),
        (isShared
                ? "%s owns paths after %s, and this push does not contain its current handoff %s"
                : "%s builds on %s, and this push does not contain its handoff %s")
            .formatted(agent.id(), before, commit),
        fetch(before)
            + " && git merge FETCH_HEAD, and push"
            + (update.isCreation() || plan.shared().includes(agent, update.before(), before)
                ? ""
                : "; if that conflicts in paths that are not yours, start from there: `git merge"
                    + " --abort`, "
                    + startingFromThere(update)));
  }

  private Violation startAgain(Agent agent, SharedPathsState.TakenBack taken, RefUpdate update)
      throws IOException {
    return new Violation.OfRef(
        Code.HANDOFF_NOT_INCLUDED,
        update.ref(),
        "this push contains "
            + taken.commit().abbreviated()
            + ", a handoff of "
            + taken.agent()
            + " that was revoked or replaced and changes paths of "
            + agent.id()
            + ": it would come in as the work of "
            + agent.id(),
        "start without it: `"
            + fetch(taken.agent())
            + "`, "
            + startingFromThere(update)
            + "; leave out of those paths what it changed");
  }

  private String fetch(AgentId before) throws IOException {
    RefName pin = new RefName(HANDOFFS + before);
    boolean isPinned = !history.tip(pin).isZero(); // if not, it is integrated
    return "git fetch REMOTE " + (isPinned ? pin : policy.integration().branch());
  }

  private static String startingFromThere(RefUpdate update) {
    return ("`git checkout --detach FETCH_HEAD`, `git checkout %s -- PATH` for each path that is"
            + " yours, `git commit`, `git push --force REMOTE HEAD:%s`")
        .formatted(update.after(), ShellWord.of(RepoPath.of(update.ref().name())));
  }

  private List<Blocker> excluded(Agent agent) throws IOException {
    return IoStreams.map(
        turns.inTheWayOf(agent),
        other ->
            turns.isOnlyBeginning(other) ? together(agent, other.id()) : excluded(agent, other));
  }

  /** What a push brings to another agent's branches is work, too. */
  private static Blocker together(Agent agent, AgentId other) {
    return new Blocker(
        Code.EXCLUDED,
        Optional.of(other),
        "%s is excluded while %s has the turn, and the push changes branches of both"
            .formatted(agent.id(), other),
        "push them one after the other, each when it may");
  }

  /** In the same words for everybody: on which branch it is, not all may know. */
  private Blocker excluded(Agent agent, Agent other) throws IOException {
    boolean isLeft = !plan.progress().leftOver(other).isEmpty();
    return new Blocker(
        Code.EXCLUDED,
        Optional.of(other.id()),
        agent.id()
            + " is excluded while "
            + other.id()
            + " has the turn ("
            + state(other.id())
            + since(other)
            + (isLeft ? ", with work outside its handoff" : "")
            + ")",
        "keep the commits, and push them when "
            + other.id()
            + (isLeft
                ? " has handed that off, or it or a maintainer has removed it"
                : " has finished")
            + " ("
            + Ask.wait(agent, policy)
            + "); or a maintainer lets you go first: gatekeeper stop "
            + other.id()
            + " --reason WHY"
            + (plan.allBefore(other).contains(agent.id())
                ? ", the only way if " + other.id() + " needs your fix"
                : ""));
  }

  /** The event with which the state began, where it is on record. */
  private String since(Agent agent) throws IOException {
    AgentRecord record = plan.record(agent.id());
    return switch (plan.progress().state(agent)) {
      case VALIDATING -> event(record.running().map(AgentRecord.Running::event));
      case FAILED -> event(record.last().map(AgentRecord.Last::event));
      case ACTIVE ->
          record.open()
              ? record
                  .handoff()
                  .map(h -> ", reopened after its handoff of event " + h.event())
                  .orElse("")
              : "";
      default -> "";
    };
  }

  private static String event(Optional<Long> number) {
    return number.map(n -> " since event " + n).orElse("");
  }

  private String state(AgentId id) throws IOException {
    Optional<Agent> agent = policy.agent(id);
    if (agent.isEmpty()) {
      return "no longer in the policy";
    }
    String stopped = plan.record(id).stopped().isPresent() ? ", stopped" : "";
    return plan.progress().state(agent.get()).word() + stopped;
  }

  /**
   * A reason that blocks all pushes of an agent (docs/semantics.md, section 6).
   *
   * @param other the agent that is in the way, if it is one
   * @param why who is in the way, and in which state
   * @param todo what to wait for
   */
  public record Blocker(Code code, Optional<AgentId> other, String why, String todo) {

    /** The same as a reason to refuse a push to that branch. */
    Violation at(RefName ref) {
      return new Violation.OfRef(code, ref, why, todo);
    }
  }
}
