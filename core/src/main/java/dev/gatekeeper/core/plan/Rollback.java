package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.gate.Budget;
import dev.gatekeeper.core.gate.History;
import dev.gatekeeper.core.gate.PlanState;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration;
import dev.gatekeeper.core.ledger.Step;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.repo.Ledger;
import dev.gatekeeper.core.repo.LockedPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes back the work of an agent (docs/semantics.md, section 6, "Rollback"). What is not
 * integrated: its handoff is revoked, and its branch returns to where it started. What is: the last
 * integration is undone on the integration branch, and the agent starts again from there. What its
 * branch was is kept under a pin.
 */
public final class Rollback {
  private final Desk desk;

  public Rollback(Desk desk) {
    this.desk = desk;
  }

  /**
   * What is asked for.
   *
   * @param branch the short name of the branch, or "" for the one of the handoff or the only one
   * @param to the commit to return to, in full, which leaves integrations alone; or "" for where
   *     the work started
   * @param dryRun whether only to say what would be done
   */
  public record Request(
      AgentId agent, String branch, String to, String reason, String by, boolean dryRun) {}

  /**
   * What was done, or would be.
   *
   * @param before where the agent's branch was, {@link Oid#ZERO} if it was gone
   * @param after where it is, if it was there
   * @param pin where {@code before} is kept, if it was anything
   * @param revoked the handoff that does not count any more
   * @param undone the integration that was undone, if one was
   */
  public record Done(
      RefName branch,
      Oid before,
      Oid after,
      Optional<RefName> pin,
      Optional<Handoff> revoked,
      Optional<Undone> undone) {}

  /**
   * An integration that was undone.
   *
   * @param before where the integration branch was
   * @param after the commit on it that restores what there was
   */
  public record Undone(Step step, Oid before, Oid after) {}

  /** Takes back. */
  public Done rollBack(Request request) throws IOException, NotPossible {
    try (LockedPlan locked = desk.openWithIntegration(Set.of(request.agent()))) {
      Agent agent = Desk.agent(locked, request.agent());
      Budget budget = new Budget(locked.policy().limits());
      PlanState plan = locked.plan(budget);
      Optional<Step> last = lastIntegration(plan, agent.id());
      boolean isOfIntegrated =
          request.to().isEmpty()
              && (plan.isIntegrated(agent.id())
                  || (plan.record(agent.id()).handoff().isEmpty()
                      && last.isPresent()
                      && plan.works(agent).isEmpty()));
      if (!isOfIntegrated) {
        return takeBack(locked, plan, budget, agent, request);
      }
      // what came in otherwise since is not undone, and neither is what lies below it
      Optional<Oid> handoff = plan.record(agent.id()).handoff().map(Handoff::commit);
      Step step =
          last.filter(s -> handoff.isEmpty() || handoff.get().equals(s.handoff()))
              .orElseThrow(
                  () ->
                      new NotPossible(
                          "the handoff of "
                              + agent.id()
                              + " came into "
                              + locked.policy().integration().branch()
                              + " by a push that is not on record as its integration",
                          "git revert it there, and push that with -o gatekeeper.override=<reason>"));
      return undo(locked, plan, budget, agent, step, request);
    } catch (Budget.Exceeded e) {
      throw new NotPossible(e.why(), "raise the limit in the policy");
    }
  }

  /** The last of its integrations that was not undone and that came about. */
  private static Optional<Step> lastIntegration(PlanState plan, AgentId agent) throws IOException {
    List<Integration> all = plan.record(agent).integrations();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (plan.isIntegrated(all.get(i).step().after())) {
        return Optional.of(all.get(i).step());
      }
    }
    return Optional.empty();
  }

  private Done undo(
      LockedPlan locked, PlanState plan, Budget budget, Agent agent, Step step, Request request)
      throws IOException, NotPossible {
    AgentId id = agent.id();
    Oid main = plan.main();
    Oid made =
        new MergeMaker(
                locked.history(), locked.policy(), locked.folder().gitDirectory(), locked.today())
            .undo(main, agent, step, locked.now(), request.by(), request.reason(), budget);
    RefName branch = step.branch();
    if (!request.branch().isEmpty()) {
      branch = Desk.branch(locked, agent, request.branch());
    }
    boolean isTheirs = plan.branches(id).contains(branch);
    Oid tip = isTheirs ? locked.history().tip(branch) : Oid.ZERO;
    Optional<RefName> pin =
        tip.isZero()
            ? Optional.empty()
            : Optional.of(Ledger.leftBehindPin(id.id(), plan.record(id).leftBehind() + 1));
    if (!request.dryRun()) {
      List<RefUpdate> refs = new ArrayList<>();
      RefName integration = RefName.branch(locked.policy().integration().branch());
      refs.add(new RefUpdate(integration, main, made));
      for (RefName kept : pin.stream().toList()) {
        refs.add(new RefUpdate(branch, tip, made));
        refs.add(new RefUpdate(kept, locked.history().tip(kept), tip));
      }
      refs.add(pinBefore(locked, id, step));
      locked.append(
          new Event.IntegrationUndone(step, main, made, tip, pin, request.reason()),
          request.by(),
          refs);
    }
    return new Done(
        branch,
        tip,
        made,
        pin,
        plan.record(id).handoff(),
        Optional.of(new Undone(step, main, made)));
  }

  /** The pin of the handoff, at the one that counts again or gone. */
  private static RefUpdate pin(LockedPlan locked, AgentId agent, Optional<Oid> handoff)
      throws IOException {
    RefName pin = Ledger.handoffPin(agent.id());
    return new RefUpdate(pin, locked.history().tip(pin), handoff.orElse(Oid.ZERO));
  }

  private static RefUpdate pinBefore(LockedPlan locked, AgentId agent, Step undone)
      throws IOException {
    Optional<Oid> before = Optional.empty();
    for (Integration integration : locked.ledger().agent(agent).integrations()) {
      if (integration.step().equals(undone)) {
        break;
      }
      before = Optional.of(integration.step().handoff());
    }
    return pin(locked, agent, before);
  }

  private static Done takeBack(
      LockedPlan locked, PlanState plan, Budget budget, Agent agent, Request request)
      throws IOException, NotPossible {
    Optional<Handoff> handoff = plan.record(agent.id()).handoff();
    boolean isRevoked = handoff.isPresent() && !plan.isIntegrated(agent.id());
    String named =
        request.branch().isEmpty() && isRevoked
            ? handoff.get().branch().shortName()
            : request.branch();
    RefName branch = Desk.branch(locked, agent, named);
    Oid before = locked.history().tip(branch);
    Oid after = target(locked, plan, budget, agent, before, request.to());
    if (before.equals(after) && !isRevoked) {
      throw new NotPossible(
          agent.id()
              + " has nothing to take back: "
              + branch.shortName()
              + " is where its work starts",
          "see `gatekeeper log --agent " + agent.id() + "`");
    }
    RefName pin = Ledger.leftBehindPin(agent.id().id(), plan.record(agent.id()).leftBehind() + 1);
    if (!request.dryRun()) {
      List<RefUpdate> refs = new ArrayList<>();
      refs.add(new RefUpdate(branch, before, after));
      refs.add(new RefUpdate(pin, locked.history().tip(pin), before));
      if (isRevoked) {
        refs.add(pin(locked, agent.id(), lastIntegration(plan, agent.id()).map(Step::handoff)));
      }
      locked.append(
          new Event.RolledBack(agent.id(), branch, before, after, pin, isRevoked, request.reason()),
          request.by(),
          refs);
    }
    return new Done(
        branch,
        before,
        after,
        Optional.of(pin),
        isRevoked ? handoff : Optional.empty(),
        Optional.empty());
  }

  private static Oid target(
      LockedPlan locked, PlanState plan, Budget budget, Agent agent, Oid tip, String to)
      throws IOException, NotPossible {
    if (!to.isEmpty()) {
      if (!to.matches("[0-9a-f]{40}")
          || locked.history().kind(new Oid(to)) != History.Kind.COMMIT
          || !locked.history().contains(tip, new Oid(to), budget)) {
        throw new NotPossible(
            "`" + to + "` is no commit that the branch contains", "give the id of one in full");
      }
      return new Oid(to);
    }
    Set<Oid> known = new LinkedHashSet<>(plan.trustedOfOthers(agent));
    List<Oid> bases = locked.history().bases(tip, known, budget);
    if (bases.size() == 1) {
      return bases.get(0);
    }
    throw new NotPossible(
        bases.isEmpty()
            ? "the branch shares nothing with what " + agent.id() + " may start from"
            : "the branch started from several commits: "
                + String.join(", ", bases.stream().map(Oid::hex).toList()),
        "say which to return to with --to");
  }
}
