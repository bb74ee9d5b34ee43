package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.ledger.Integration.Undone;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The ledger's record of one agent. Its size does not grow with the number of handoffs.
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
 * @param integrations its last integrations, the last of them last; which of them stand follows
 *     from the integration branch
 * @param restarts its integrations that were undone, the last of them last
 * @param removed the branches that it has removed itself, each name once
 * @param former its handoffs that count no longer and were not integrated, the last of them last
 */
public record AgentRecord(
    Optional<Handoff> handoff,
    Optional<Oid> first,
    boolean open,
    boolean lapsed,
    Optional<Mark> stopped,
    Optional<Running> running,
    Optional<Last> last,
    List<ExemptCommits> standing,
    long leftBehind,
    List<Integration> integrations,
    List<Undone> restarts,
    @Event.OmittedIfEmpty List<Removed> removed,
    @Event.OmittedIfEmpty List<FormerHandoffs> former) {

  /** So many of its integrations can be undone, one after the other. */
  private static final int MOST_INTEGRATIONS = 20;

  /** The state must not grow with the number of pushes. */
  private static final int MOST_STANDING = 1000;

  /** So many former lines of handoffs are kept apart from the work of others. */
  private static final int MOST_FORMER = 100;

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
          List.of(),
          List.of(),
          List.of());

  public AgentRecord {
    former = List.copyOf(former);
    standing = List.copyOf(standing);
    integrations = List.copyOf(integrations);
    restarts = List.copyOf(restarts);
    removed = List.copyOf(removed);
  }

  /** A mark beside the state. */
  public record Mark(Actor by, Instant at, String reason) {}

  /**
   * A validation under way.
   *
   * @param event the number of the event with which it began
   */
  public record Running(long event, RefName branch, Oid commit, Actor by, Instant at) {}

  /** What a validation found. */
  public record Last(long event, Oid commit, CheckOutcome outcome, Instant at) {}

  /** Whether nothing of it was validated since its work was taken back, or ever. */
  public boolean isTakenBack() {
    return last.isEmpty();
  }

  /** The tips of the maintainers' pushes on record, each once. */
  public List<Oid> maintainersPushes() {
    return standing.stream()
        .filter(ExemptCommits::isMaintainers)
        .map(ExemptCommits::tip)
        .distinct()
        .toList();
  }

  AgentRecord handedOff(Handoff made) {
    Draft next = new Draft(this);
    next.handoff = Optional.of(made);
    next.first =
        first.filter(oldest -> made.basis().continues()).or(() -> Optional.of(made.commit()));
    next.open = false;
    next.lapsed = false;
    next.running = Optional.empty();
    next.last = Optional.of(new Last(made.event(), made.commit(), CheckOutcome.PASSED, made.at()));
    return next.record();
  }

  /** The same once these handoffs count no longer. */
  AgentRecord without(List<FormerHandoffs> handoffs) {
    Draft next = new Draft(this);
    next.former.removeAll(handoffs);
    next.former.addAll(handoffs);
    while (next.former.size() > MOST_FORMER) {
      next.former.remove(0);
    }
    return next.record();
  }

  AgentRecord found(Last found) {
    Draft next = new Draft(this);
    next.running = Optional.empty();
    next.last = Optional.of(found);
    return next.record();
  }

  AgentRecord running(Optional<Running> now) {
    Draft next = new Draft(this);
    next.running = now;
    return next.record();
  }

  AgentRecord stopped(Optional<Mark> now) {
    Draft next = new Draft(this);
    next.stopped = now;
    return next.record();
  }

  AgentRecord reopened() {
    Draft next = new Draft(this);
    next.open = true;
    return next.record();
  }

  AgentRecord lapsed(boolean now) {
    Draft next = new Draft(this);
    next.lapsed = now;
    return next.record();
  }

  /**
   * Evidence dies with what it was about. Likewise where the policy names the agent no longer: what
   * is not integrated of it does not count, even if it does again.
   *
   * @param again the integrated handoff that counts from now on, if there is one
   * @param keeps the tips of the maintainers' pushes that stay on record
   */
  AgentRecord rolledBack(Optional<Oid> again, List<Oid> keeps) {
    Draft next = new Draft(this);
    next.fallBack(again, keeps);
    next.leftBehind++;
    return next.record();
  }

  /** The same where the handoff is integrated, and stays. */
  AgentRecord workTakenBack(List<Oid> keeps) {
    Draft next = new Draft(this);
    next.dropWork(keeps);
    next.leftBehind++;
    return next.record();
  }

  AgentRecord integrated(Integration.Step step) {
    Draft next = new Draft(this);
    // the same once more is of a push that git did not carry out
    next.integrations.removeIf(past -> past.step().equals(step));
    handoff
        .filter(made -> made.commit().equals(step.handoff()))
        .map(made -> new Integration(step, made, first.orElse(made.commit())))
        .ifPresent(next.integrations::add);
    if (next.integrations.size() > MOST_INTEGRATIONS) {
      next.forgetIntegration();
    }
    return next.record();
  }

  /**
   * It begins anew.
   *
   * @param from the step that was undone, and what undid it
   * @param again the handoff integrated before that, which counts from now on, if there is one
   */
  AgentRecord undone(Undone from, Optional<Oid> again, List<Oid> keeps, boolean leavesBehind) {
    Draft next = new Draft(this);
    next.fallBack(again, keeps);
    next.restarts.add(from);
    next.leftBehind += leavesBehind ? 1 : 0;
    return next.record();
  }

  /** The same where it has no handoff that is not revoked, and this integration of it stands. */
  public AgentRecord resting(Integration on) {
    Draft next = new Draft(this);
    next.handoff = Optional.of(on.handoff());
    next.first = Optional.of(on.first());
    return next.record();
  }

  AgentRecord pushed(ExemptCommits.OfPush more, boolean leavesBehind) {
    Draft next = new Draft(this);
    if (!more.isNone()) {
      next.stand(more);
    }
    next.leftBehind += leavesBehind ? 1 : 0;
    return next.record();
  }

  AgentRecord removed(Removed branch) {
    Draft next = new Draft(this);
    next.removed.removeIf(before -> before.branch().equals(branch.branch()));
    next.removed.add(branch);
    next.leftBehind++;
    return next.record();
  }

  /** A copy that is changed and becomes the next record. */
  private static final class Draft {
    private Optional<Handoff> handoff;
    private Optional<Oid> first;
    private boolean open;
    private boolean lapsed;
    private Optional<Mark> stopped;
    private Optional<Running> running;
    private Optional<Last> last;
    private final List<ExemptCommits> standing;
    private long leftBehind;
    private List<Integration> integrations;
    private final List<Undone> restarts;
    private final List<Removed> removed;
    private final List<FormerHandoffs> former;

    Draft(AgentRecord from) {
      handoff = from.handoff;
      first = from.first;
      open = from.open;
      lapsed = from.lapsed;
      stopped = from.stopped;
      running = from.running;
      last = from.last;
      standing = new ArrayList<>(from.standing);
      leftBehind = from.leftBehind;
      integrations = new ArrayList<>(from.integrations);
      restarts = new ArrayList<>(from.restarts);
      removed = new ArrayList<>(from.removed);
      former = new ArrayList<>(from.former);
    }

    void stand(ExemptCommits.OfPush more) {
      ExemptCommits kept = more.standing();
      int last = standing.size() - 1;
      if (last >= 0 && standing.get(last).goesOnIn(more)) {
        standing.set(last, standing.get(last).with(more));
      } else if (!more.exact() || !standing.contains(kept)) {
        standing.add(kept);
      }
      if (standing.size() > MOST_STANDING) {
        standing.remove(more.exact() ? leastMissed() : 0);
      }
    }

    /**
     * The oldest that a waiver allowed, which is held against the agent once it is forgotten; what
     * maintainers pushed it could lose.
     */
    private int leastMissed() {
      for (int i = 0; i < standing.size(); i++) {
        if (!standing.get(i).isMaintainers()) {
          return i;
        }
      }
      return 0;
    }

    /**
     * What was done since the handoff that counts is no more, but for these pushes of maintainers:
     * no rollback of one branch lets the agent lose what they pushed to another.
     */
    void dropWork(List<Oid> keeps) {
      running = Optional.empty();
      last = Optional.empty();
      Set<Oid> kept = Set.copyOf(keeps);
      standing.removeIf(one -> !one.isMaintainers() || !kept.contains(one.tip()));
    }

    /**
     * As after the last integration of that handoff. All integrations stay on record: another
     * integration branch may have those that this one has not, and git may yet carry one out.
     */
    void fallBack(Optional<Oid> again, List<Oid> keeps) {
      dropWork(keeps);
      Optional<Integration> last =
          integrations.stream()
              .filter(past -> again.equals(Optional.of(past.step().handoff())))
              .reduce((one, other) -> other);
      handoff = last.map(Integration::handoff);
      first = last.map(Integration::first);
      open = false;
      lapsed = false;
    }

    /** The oldest that was undone, or else the oldest. */
    void forgetIntegration() {
      Set<Integration.Step> undone =
          restarts.stream().map(Undone::step).collect(Collectors.toSet());
      integrations.remove(
          integrations.stream()
              .filter(past -> undone.contains(past.step()))
              .findFirst()
              .orElse(integrations.get(0)));
    }

    AgentRecord record() {
      return new AgentRecord(
          handoff,
          first,
          open,
          lapsed,
          stopped,
          running,
          last,
          standing,
          leftBehind,
          integrations,
          restarts,
          removed,
          former);
    }
  }

  /**
   * A branch that its agent has removed.
   *
   * @param tip where it was; whoever makes the name again goes on from there, or from the
   *     integration branch
   */
  public record Removed(RefName branch, Oid tip) {}
}
