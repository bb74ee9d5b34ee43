package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger knows of one agent. Its size does not grow with the number of handoffs.
 *
 * @param handoff the last one, if it is not revoked
 * @param first the oldest commit of the unbroken line of handoffs that ends in that one, each of
 *     which contains the one before
 * @param open whether it was reopened since
 * @param lapsed whether the handoff is not valid under the policy of the state
 * @param stopped by whom and why it is stopped
 * @param running the validation that goes on
 * @param last what the last validation found
 * @param standing commits on its branches that are not held against it
 * @param leftBehind how many tips were left behind by rollbacks and rewrites
 * @param integrations those of its integrations that were not undone, the last of them last
 * @param restart from where its work begins anew since one was undone
 */
public record AgentRecord(
    Optional<Handoff> handoff,
    Optional<Oid> first,
    boolean open,
    boolean lapsed,
    Optional<Mark> stopped,
    Optional<Running> running,
    Optional<Last> last,
    List<Standing> standing,
    long leftBehind,
    List<Integration> integrations,
    Optional<Restart> restart) {

  /** So many of its integrations can be undone, one after the other. */
  private static final int MOST_INTEGRATIONS = 20;

  /** The state must not grow with the number of pushes. */
  private static final int MOST_STANDING = 1000;

  /** Nothing has happened yet. */
  public static final AgentRecord NEW =
      new AgentRecord(
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          0,
          List.of(),
          Optional.empty());

  public AgentRecord {
    standing = List.copyOf(standing);
    integrations = List.copyOf(integrations);
  }

  /** A mark beside the state. */
  public record Mark(String by, Instant at, String reason) {}

  /**
   * A validation under way.
   *
   * @param event the number of the event with which it began
   */
  public record Running(long event, RefName branch, Oid commit, String by, Instant at) {}

  /** What a validation found. */
  public record Last(long event, Oid commit, Outcome outcome, Instant at) {}

  AgentRecord handedOff(Handoff made) {
    return new AgentRecord(
        Optional.of(made),
        made.basis().continues() ? first : Optional.of(made.commit()),
        false,
        false,
        stopped,
        Optional.empty(),
        Optional.of(new Last(made.event(), made.commit(), Outcome.PASSED, made.at())),
        standing,
        leftBehind,
        integrations,
        restart);
  }

  AgentRecord found(Last found) {
    return new AgentRecord(
        handoff,
        first,
        open,
        lapsed,
        stopped,
        Optional.empty(),
        Optional.of(found),
        standing,
        leftBehind,
        integrations,
        restart);
  }

  AgentRecord running(Optional<Running> now) {
    return new AgentRecord(
        handoff,
        first,
        open,
        lapsed,
        stopped,
        now,
        last,
        standing,
        leftBehind,
        integrations,
        restart);
  }

  AgentRecord stopped(Optional<Mark> now) {
    return new AgentRecord(
        handoff,
        first,
        open,
        lapsed,
        now,
        running,
        last,
        standing,
        leftBehind,
        integrations,
        restart);
  }

  AgentRecord reopened() {
    return new AgentRecord(
        handoff,
        first,
        true,
        lapsed,
        stopped,
        running,
        last,
        standing,
        leftBehind,
        integrations,
        restart);
  }

  AgentRecord lapsed(boolean now) {
    return new AgentRecord(
        handoff,
        first,
        open,
        now,
        stopped,
        running,
        last,
        standing,
        leftBehind,
        integrations,
        restart);
  }

  /** Evidence dies with what it was about; what is integrated stays. */
  AgentRecord rolledBack() {
    // what is revoked is not integrated, so that an integration of it on record has not come about
    List<Integration> left =
        integrations.stream()
            .filter(
                i -> handoff.map(Handoff::commit).filter(i.handoff().commit()::equals).isEmpty())
            .toList();
    return fallenBack(left, true, restart);
  }

  /** As after the last of these integrations, the branch left behind or not. */
  private AgentRecord fallenBack(
      List<Integration> left, boolean leavesBehind, Optional<Restart> from) {
    Optional<Integration> last =
        left.isEmpty() ? Optional.empty() : Optional.of(left.get(left.size() - 1));
    return new AgentRecord(
        last.map(Integration::handoff),
        last.map(Integration::first),
        false,
        false,
        stopped,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        leavesBehind ? leftBehind + 1 : leftBehind,
        left,
        from);
  }

  /** The same where the handoff is integrated, and stays. */
  AgentRecord workTakenBack() {
    AgentRecord taken = rolledBack();
    return new AgentRecord(
        handoff,
        first,
        open,
        lapsed,
        taken.stopped,
        taken.running,
        taken.last,
        taken.standing,
        taken.leftBehind,
        integrations,
        restart);
  }

  AgentRecord integrated(Step step) {
    List<Integration> all = new ArrayList<>(integrations);
    for (Handoff made : handoff.stream().toList()) {
      if (made.commit().equals(step.handoff())) {
        all.add(new Integration(step, made, first.orElse(made.commit())));
      }
    }
    if (all.size() > MOST_INTEGRATIONS) {
      all.remove(0);
    }
    return new AgentRecord(
        handoff, first, open, lapsed, stopped, running, last, standing, leftBehind, all, restart);
  }

  /** It begins anew, from that commit; of the integrations those before that step are left. */
  AgentRecord undone(Step step, Oid from, boolean leavesBehind) {
    List<Integration> left = new ArrayList<>();
    for (Integration integration : integrations) {
      if (integration.step().equals(step)) {
        break;
      }
      left.add(integration);
    }
    return fallenBack(left, leavesBehind, Optional.of(new Restart(from, step.handoff())));
  }

  AgentRecord pushed(Standing more, boolean leavesBehind) {
    List<Standing> all = new ArrayList<>(standing);
    if (!more.isNone()) {
      int last = all.size() - 1;
      if (last >= 0 && all.get(last).goesOnIn(more)) {
        all.set(last, all.get(last).with(more));
      } else {
        all.add(more);
      }
    }
    if (all.size() > MOST_STANDING) {
      all.remove(0); // what is forgotten is held against the agent
    }
    return new AgentRecord(
        handoff,
        first,
        open,
        lapsed,
        stopped,
        running,
        last,
        all,
        leavesBehind ? leftBehind + 1 : leftBehind,
        integrations,
        restart);
  }
}
