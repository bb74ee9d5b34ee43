package dev.gatekeeper.core.report;

import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.plan.AgentProgress.AgentState;
import dev.gatekeeper.core.plan.OrderRules.Blocker;
import dev.gatekeeper.core.plan.Removal.LeftOver;
import dev.gatekeeper.core.policy.Agent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The status of an agent: its state, handoff and what it waits for.
 *
 * @param step when its turn comes: 1 for one that comes after nobody, otherwise one more than the
 *     last of those that it comes after
 * @param record what the ledger knows of it
 * @param handoff its valid handoff
 * @param closed whether it has handed off and has to wait until it is reopened or integrated
 * @param blockers those that it comes after and that have no valid handoff
 * @param waits all that keeps it from pushing
 * @param turn whether it has the turn: those that exclude it wait for it
 * @param leftOver its branches with work beside what it handed off
 * @param heads its branches that there are, by name
 * @param stuck why its valid handoff can't be integrated as things are, or ""
 * @param time how long its work takes
 */
public record AgentStatus(
    Agent agent,
    int step,
    AgentState state,
    AgentRecord record,
    Optional<Handoff> handoff,
    boolean closed,
    List<AgentId> blockers,
    List<Blocker> waits,
    boolean turn,
    List<LeftOver> leftOver,
    List<Head> heads,
    String stuck,
    WorkTime time) {

  /**
   * A branch and where it is.
   *
   * @param works whether it has commits that no trusted commit reaches
   */
  public record Head(RefName ref, Oid tip, boolean works) {}

  public AgentStatus {
    blockers = List.copyOf(blockers);
    waits = List.copyOf(waits);
    leftOver = List.copyOf(leftOver);
    heads = List.copyOf(heads);
  }

  /** When the state began, as far as the ledger or the commits tell. */
  public Optional<Instant> since() {
    return switch (state) {
      case VALIDATING -> record.running().map(AgentRecord.Running::at);
      case FAILED -> record.last().map(AgentRecord.Last::at);
      case VALIDATED, INTEGRATED -> handoff.map(Handoff::at);
      case ACTIVE -> time.began();
      case SUSPENDED, BLOCKED, READY -> Optional.empty();
    };
  }

  /** Whether it has work, in whatever state. */
  public boolean works() {
    return heads.stream().anyMatch(Head::works);
  }
}
