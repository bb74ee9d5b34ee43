package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.gate.Budget;
import dev.gatekeeper.core.gate.History;
import dev.gatekeeper.core.gate.PlanState;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Handoff;
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
 * Takes back the work of an agent that is not integrated: its handoff is revoked, its branch
 * returns to where it started, and what it was is kept under a pin (docs/semantics.md, section 6,
 * "Rollback").
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
   * @param to the commit to return to, in full, or "" for where the work started
   * @param dryRun whether only to say what would be done
   */
  public record Request(
      AgentId agent, String branch, String to, String reason, String by, boolean dryRun) {}

  /**
   * What was done, or would be.
   *
   * @param revoked the handoff that does not count any more
   * @param pin where {@code before} is kept
   */
  public record Done(
      RefName branch, Oid before, Oid after, RefName pin, Optional<Handoff> revoked) {}

  /** Takes back. */
  public Done rollBack(Request request) throws IOException, NotPossible {
    try (LockedPlan locked = desk.open(request.agent())) {
      Agent agent = Desk.agent(locked, request.agent());
      Budget budget = new Budget(locked.policy().limits());
      PlanState plan = locked.plan(budget);
      Optional<Handoff> handoff = locked.ledger().agent(agent.id()).handoff();
      if (plan.isIntegrated(agent.id())) {
        throw new NotPossible(
            "the last handoff of " + agent.id() + " is integrated",
            "revert it on the integration branch; this command can't do that yet");
      }
      String named =
          request.branch().isEmpty() && handoff.isPresent()
              ? handoff.get().branch().shortName()
              : request.branch();
      RefName branch = Desk.branch(locked, agent, named);
      Oid before = locked.history().tip(branch);
      Oid after = target(locked, plan, budget, agent, before, request.to());
      RefName pin =
          Ledger.leftBehindPin(agent.id().id(), locked.ledger().agent(agent.id()).leftBehind() + 1);
      if (!request.dryRun()) {
        List<RefUpdate> refs = new ArrayList<>();
        refs.add(new RefUpdate(branch, before, after));
        refs.add(new RefUpdate(pin, locked.history().tip(pin), before));
        RefName kept = Ledger.handoffPin(agent.id().id());
        refs.add(new RefUpdate(kept, locked.history().tip(kept), Oid.ZERO));
        locked.append(
            new Event.RolledBack(agent.id(), branch, before, after, pin, request.reason()),
            request.by(),
            refs);
      }
      return new Done(branch, before, after, pin, handoff);
    }
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
