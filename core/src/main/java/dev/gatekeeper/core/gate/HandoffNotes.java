package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.RangeJudge;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy.Limits;
import dev.gatekeeper.core.policy.PusherRole;
import dev.gatekeeper.core.repair.RangeRepairs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes for an accepted push whose branch could not be handed off: its pushes exceed the limits
 * together (docs/semantics.md, section 9, "Limits"), or a maintainer has added foreign changes
 * (section 4).
 */
record HandoffNotes(PlanState plan) {
  /** A line for {@code sh} is too long for a note; the refusal has it. */
  private static final String COMMAND =
      "squash it and push with --force: the refused handoff says how (`fix:`)";

  /** Longer than that nobody waits for a note. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  List<String> of(Agent agent, RefUpdate update, Pusher pusher) throws IOException {
    boolean isOwn = PusherRole.before(agent, pusher, plan.policy()) instanceof PusherRole.AsAgent;
    boolean isJudged = isOwn && update.isCreation() && plan.handoff(agent.id()).isEmpty();
    if (isJudged || update.isDeletion()) {
      return List.of(); // its range is what was pushed
    }
    try {
      PushBudget budget = new PushBudget(patient(plan.policy().limits()));
      RangeJudge.Found found = plan.rangeAnew(agent, update.ref(), update.after(), budget);
      return isOwn ? List.of() : foreign(agent, found.violations());
    } catch (PushBudget.Exceeded e) {
      return e.limit().isOfRange() ? beyond(agent, update, e) : List.of();
    }
  }

  private static List<String> foreign(Agent agent, List<Violation> violations) {
    for (Violation violation : violations) {
      if (violation instanceof Violation.OfPath path) {
        return List.of(
            "%s can't hand this off: %s at %s in commit %s"
                .formatted(
                    agent.id(), path.code(), path.path().quoted(), path.commit().abbreviated()));
      }
    }
    return List.of();
  }

  private List<String> beyond(Agent agent, RefUpdate update, PushBudget.Exceeded why)
      throws IOException {
    List<String> notes = new ArrayList<>();
    notes.add("as a handoff this range would now exceed the limits: " + why.why());
    RangeRepairs repairs = new RangeRepairs(plan, agent, update.ref(), update.after());
    repairs
        .ofTooLarge()
        .forEach(repair -> notes.add(repair.isCommand() ? COMMAND : repair.command()));
    return notes;
  }

  private static Limits patient(Limits limits) {
    Duration time = limits.time().compareTo(PATIENCE) < 0 ? limits.time() : PATIENCE;
    return new Limits(limits.commits(), limits.paths(), time, limits.pack(), limits.object());
  }
}
