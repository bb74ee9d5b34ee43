package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Agent;
import java.util.List;
import java.util.Optional;

/** What remains to be judged about an update after its ref. */
sealed interface RemainingChecks {
  /** Nothing: it is refused as it is, or moves no commits. */
  record Done() implements RemainingChecks {}

  RemainingChecks DONE = new Done();

  /**
   * No commit of it: it makes the integration branch where others are.
   *
   * @param why what is to be remembered of it
   */
  record Unjudged(Remembered why) implements RemainingChecks {}

  /**
   * Its commits, as those of this agent.
   *
   * @param leftBehind the ref that keeps the old tip, where the push leaves behind what would not
   *     be accepted any more
   */
  record JudgeAgent(Agent agent, Optional<RefName> leftBehind) implements RemainingChecks {}

  /**
   * Nothing: the agent removes a branch that it has left over.
   *
   * @param pin the ref that keeps its tip
   */
  record Remove(Agent agent, RefName pin) implements RemainingChecks {}

  /**
   * Its commits, as those of a maintainer.
   *
   * @param why what is to be remembered of it, if anything is
   * @param integrated the handoffs that it brings to the integration branch, if it is made of such
   */
  record JudgeMaintainer(Optional<Remembered> why, List<Step> integrated)
      implements RemainingChecks {
    public JudgeMaintainer {
      integrated = List.copyOf(integrated);
    }
  }

  /**
   * Why a maintainer's push is remembered.
   *
   * @param agent whose branch it is, if it is an agent's
   * @param reason as the maintainer gave it, or ""
   */
  record Remembered(Event.Why why, Optional<AgentId> agent, String reason) {}
}
