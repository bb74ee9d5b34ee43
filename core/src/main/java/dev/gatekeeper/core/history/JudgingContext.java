package dev.gatekeeper.core.history;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Waiver;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The context of one judgement: policy, history and day.
 *
 * @param history what is judged, within its limits
 * @param today the date in UTC, for waivers
 */
public record JudgingContext(Policy policy, History history, LocalDate today) {

  /** The context of judging at that time, within the limits of a push. */
  public static JudgingContext at(Instant now, Policy policy, History history) {
    return new JudgingContext(policy, history, LocalDate.ofInstant(now, ZoneOffset.UTC)).afresh();
  }

  /** The same, with what is judged now bound to the limits of a push of its own. */
  public JudgingContext afresh() {
    return within(new PushBudget(policy.limits()));
  }

  /** The same, within other limits. */
  public JudgingContext within(PushBudget budget) {
    return new JudgingContext(policy, history.within(budget), today);
  }

  public Permission permission(AgentId agent) {
    return Permission.of(policy, agent, today);
  }

  /** What a maintainer may change. */
  public Permission everything() {
    return Permission.everything(policy, today);
  }

  public List<Waiver> waivers(AgentId agent) {
    return policy.waivers().stream()
        .filter(waiver -> waiver.agent().equals(agent) && waiver.isLive(today))
        .toList();
  }
}
