package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Repair;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Limits;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What an agent is told with a push that is accepted: that what it has pushed by now, each push
 * within the limits, is beyond them together (docs/semantics.md, section 9, "Limits").
 */
final class RangeNotes {
  /** How the note begins that is a command. */
  static final String SQUASH = "squash it and push with --force: ";

  /** Longer than that nobody waits for a note. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Policy policy;
  private final PlanState plan;
  private final History history;
  private final LocalDate today;

  RangeNotes(Policy policy, PlanState plan, History history, LocalDate today) {
    this.policy = policy;
    this.plan = plan;
    this.history = history;
    this.today = today;
  }

  /** The notes of one update that was accepted. */
  List<String> of(Agent agent, RefUpdate update) throws IOException {
    boolean isJudged = update.isCreation() && plan.handoff(agent.id()).isEmpty();
    if (isJudged || update.isDeletion()) {
      return List.of(); // its range is what was pushed
    }
    try {
      Budget budget = new Budget(patient(policy.limits()));
      RangeJudge judge = new RangeJudge(policy, plan, history, today, budget);
      RangeJudge.Found unused = judge.anew(agent, update.ref(), update.after());
      return List.of();
    } catch (Budget.Exceeded e) {
      return e.limit().isOfRange() ? beyond(agent, update, e) : List.of();
    }
  }

  private List<String> beyond(Agent agent, RefUpdate update, Budget.Exceeded why)
      throws IOException {
    List<String> notes = new ArrayList<>();
    notes.add("as a handoff this range would now be beyond limits: " + why.why());
    RangeRepairs repairs =
        new RangeRepairs(
            policy, plan, history, today, agent, update.ref(), update.after());
    for (Repair repair : repairs.ofTooLarge()) {
      notes.add((repair.isCommand() ? SQUASH : "") + repair.command());
    }
    return notes;
  }

  private static Limits patient(Limits limits) {
    Duration time = limits.time().compareTo(PATIENCE) < 0 ? limits.time() : PATIENCE;
    return new Limits(limits.commits(), limits.paths(), time, limits.pack(), limits.object());
  }
}
