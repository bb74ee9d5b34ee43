package dev.gatekeeper.core.report;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The duration of an agent's work: from its first commit, or the first known validation, to its
 * handoff, or to now until it hands off. For people to hold beside the estimate: nothing is decided
 * by it, since commits say of themselves when they were made.
 *
 * @param began when, or nothing if it has not
 * @param elapsed since then; nothing if it has not begun
 */
public record WorkTime(Optional<Instant> began, Optional<Duration> elapsed) {
  /** So many commits are looked at for the oldest; a longer work is told from its youngest. */
  private static final int MOST = 2_000;

  private static final WorkTime NONE = new WorkTime(Optional.empty(), Optional.empty());

  static WorkTime of(
      Policy policy,
      PlanState plan,
      History history,
      Agent agent,
      List<AgentStatus.Head> heads,
      Instant now)
      throws IOException {
    AgentRecord record = plan.record(agent.id());
    List<Instant> known = new ArrayList<>();
    boolean works = record.running().isPresent();
    record.running().ifPresent(running -> known.add(running.at()));
    record.last().ifPresent(last -> known.add(last.at()));
    if (record.handoff().isPresent()) {
      Handoff handoff = record.handoff().get();
      known.add(handoff.at());
      Set<Oid> before = Set.copyOf(handoff.basis().trusted());
      known.addAll(oldest(policy, history, handoff.commit(), before));
    }
    for (AgentStatus.Head head : heads) {
      if (head.works()) {
        works = true;
        known.addAll(oldest(policy, history, head.tip(), plan.trusted(agent)));
      }
    }
    if (known.isEmpty()) {
      return NONE;
    }
    // a commit dated in the future counts as made now
    Instant began = known.stream().filter(now::isAfter).min(Comparator.naturalOrder()).orElse(now);
    Instant until = works ? now : record.handoff().map(Handoff::at).orElse(now);
    Duration elapsed = Duration.between(began, until);
    return new WorkTime(
        Optional.of(began), Optional.of(elapsed.isNegative() ? Duration.ZERO : elapsed));
  }

  private static List<Instant> oldest(Policy policy, History history, Oid tip, Set<Oid> before)
      throws IOException {
    List<Oid> commits;
    try {
      commits = history.within(new PushBudget(policy.limits())).commits(tip, before);
    } catch (PushBudget.Exceeded e) {
      return List.of(history.time(tip));
    }
    return IoStreams.map(commits.subList(0, Math.min(MOST, commits.size())), history::time);
  }
}
