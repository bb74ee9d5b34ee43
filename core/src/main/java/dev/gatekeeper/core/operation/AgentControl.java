package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.plan.PlanState;
import java.io.IOException;
import java.util.List;

/** The operations stop, resume and reopen (section 6). */
record AgentControl(GatedRepository gated) {
  /** Refuses the agent's pushes and handoffs from now on. */
  public void stop(AgentId agent, String reason, Actor by) throws IOException, OperationRefused {
    try (LockedPlan locked = gated.open(agent)) {
      GatedRepository.agent(locked, agent);
      if (locked.ledger().agent(agent).stopped().isPresent()) {
        throw new OperationRefused(agent + " is stopped already", "gatekeeper resume " + agent);
      }
      locked.append(new Event.Stopped(agent, reason), by, List.of());
    }
  }

  /** Lets it push and hand off again. */
  public void resume(AgentId agent, String reason, Actor by) throws IOException, OperationRefused {
    try (LockedPlan locked = gated.open(agent)) {
      GatedRepository.agent(locked, agent);
      if (locked.ledger().agent(agent).stopped().isEmpty()) {
        throw new OperationRefused(
            agent + " is not stopped", "gatekeeper status shows what blocks it");
      }
      locked.append(new Event.Resumed(agent, reason), by, List.of());
    }
  }

  /** Opens the branches of an agent that has handed off; its handoff stays until the next. */
  public void reopen(AgentId agent, String reason, Actor by) throws IOException, OperationRefused {
    try (LockedPlan locked = gated.open(agent)) {
      GatedRepository.agent(locked, agent);
      PlanState plan = locked.plan();
      if (!plan.isClosed(agent)) {
        throw new OperationRefused(
            agent
                + " is not closed: "
                + plan.progress().state(GatedRepository.agent(locked, agent)).word(),
            plan.blockers(GatedRepository.agent(locked, agent)).isEmpty()
                ? "push as it is"
                : "gatekeeper wait " + agent + " returns when it may push");
      }
      reopen(locked, agent, reason, by);
    }
  }

  static void reopen(LockedPlan locked, AgentId agent, String reason, Actor by) throws IOException {
    locked.append(new Event.Reopened(agent, reason), by, List.of());
  }
}
