package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.history.History;
import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.plan.MaintainersPushes;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.Removal;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.store.Ledger;
import dev.gatekeeper.core.text.PlainText;
import dev.gatekeeper.core.text.ShellWord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operation that takes back the work of an agent (docs/semantics.md, section 6, "Rollback").
 * What is not integrated: its handoff is revoked, and its branch returns to where it started. What
 * is: the last integration is undone on the integration branch, and the agent starts again from
 * there. What its branch was is kept under a pin.
 */
public final class Rollback {
  private final LockedPlan locked;
  private final Request request;
  private final History history;
  private final PlanState plan;

  private Rollback(LockedPlan locked, Request request) {
    this.locked = locked;
    this.request = request;
    this.plan = locked.plan();
    this.history = plan.history();
  }

  /**
   * What is asked for.
   *
   * @param branch the short name of the branch, or "" for the one of the handoff or the only one
   * @param to the commit to return to, in full, which leaves integrations alone; or "" for where
   *     the work started
   * @param undoneBy the commit on the integration branch, in full, with which somebody has undone
   *     the integration by hand; or "" if it is to be undone now
   * @param integration which is to be undone, by the commit with which it was in, in full; or ""
   *     for the last that stands, where nothing was taken back since
   * @param dryRun whether only to say what would be done
   */
  public record Request(
      AgentId agent,
      String branch,
      String to,
      String undoneBy,
      String integration,
      String reason,
      Actor by,
      boolean dryRun) {}

  /**
   * What was done, or would be.
   *
   * @param before where the agent's branch was, {@link Oid#ZERO} if it was gone
   * @param after where it is, if it was there
   * @param pin where {@code before} is kept, or else the handoff that is revoked, if there is
   *     either
   * @param revoked the handoff that does not count any more
   * @param undone the integration that was undone, if one was
   * @param later the later owners whose work contains what is taken back, the last one first
   */
  public record Done(
      RefName branch,
      Oid before,
      Oid after,
      Optional<RefName> pin,
      Optional<Handoff> revoked,
      Optional<UndoneIntegration> undone,
      List<AgentId> later) {
    public Done {
      later = List.copyOf(later);
    }
  }

  /**
   * An integration that was undone.
   *
   * @param before where the integration branch was
   * @param after the commit on it that restores what there was
   * @param isMade whether that commit was made by this rollback, and not by hand before
   */
  public record UndoneIntegration(Step step, Oid before, Oid after, boolean isMade) {}

  public static Done rollBack(GatedRepository gated, Request request)
      throws IOException, OperationRefused {
    try (LockedPlan locked = gated.openWithIntegration(Set.of(request.agent()))) {
      return new Rollback(locked, request).rollBack();
    } catch (PushBudget.Exceeded e) {
      throw new OperationRefused(e.why(), "raise the limit in the policy");
    }
  }

  private Done rollBack() throws IOException, OperationRefused {
    Optional<Step> last = plan.lastIntegration(request.agent()).map(Integration::step);
    if (last.isPresent() && locked.policy().agent(request.agent()).isEmpty()) {
      if (!request.to().isEmpty() || !request.branch().isEmpty()) {
        throw new OperationRefused(
            request.agent() + " is no longer in the policy, and has no branch",
            "leave out --to and --branch to undo its last integration");
      }
      return undo(MergedHandoff.of(last.get()));
    }
    Agent agent = named(request.agent());
    if (request.to().isEmpty() && plan.isIntegrated(agent.id())) {
      return undo(came(agent.id(), last));
    }
    if (!request.undoneBy().isEmpty() || !request.integration().isEmpty()) {
      throw new OperationRefused(
          "no integration of " + agent.id() + " is the last of its work, so none was undone",
          "roll back what came after it first, without --undone-by and --integration");
    }
    return takeBack(agent);
  }

  private Agent named(AgentId id) throws OperationRefused {
    if (locked.policy().agent(id).isEmpty() && locked.ledger().ids().contains(id)) {
      throw new OperationRefused(
          id + " is no longer in the policy, and nothing of it is integrated",
          "its handoff does not count; a maintainer moves its former branches with git push");
    }
    return GatedRepository.agent(locked, id);
  }

  /** What is to be undone. What came in otherwise the gate does not undo, nor what lies below. */
  private MergedHandoff came(AgentId agent, Optional<Step> last)
      throws IOException, OperationRefused {
    Handoff handoff = plan.record(agent).handoff().orElseThrow();
    if (last.isPresent() && last.get().handoff().equals(handoff.commit())) {
      return MergedHandoff.of(last.get());
    }
    Optional<MergedHandoff> pushed = MergedHandoff.pushed(locked, history, agent, handoff);
    if (pushed.isPresent() && !request.undoneBy().isEmpty()) {
      return pushed.get();
    }
    throw new OperationRefused(
        "the handoff of %s came into %s by a push that is not on record as its integration"
            .formatted(agent, locked.policy().integration().branch()),
        "git revert it there, and push that with -o gatekeeper.override=<reason>"
            + (pushed.isPresent()
                ? ", then: gatekeeper rollback " + agent + " --undone-by COMMIT"
                : ""));
  }

  private Done undo(MergedHandoff came) throws IOException, OperationRefused {
    checkAsked(came);
    Step step = came.step();
    AgentId id = step.agent();
    Oid main = plan.main();
    boolean isDone = !request.undoneBy().isEmpty();
    Oid made =
        isDone
            ? undoneBy(came)
            : new MergeMaker(
                    locked.history(),
                    locked.policy(),
                    locked.folder().gitDirectory(),
                    locked.today())
                .undo(
                    main,
                    step,
                    locked.now(),
                    request.by(),
                    request.reason(),
                    paths -> new LaterIntegrations(plan).undoing(step, paths));
    Optional<Agent> agent = locked.policy().agent(id);
    RefName branch =
        agent.isEmpty() || request.branch().isEmpty()
            ? step.branch()
            : GatedRepository.branch(locked, agent.get(), request.branch());
    boolean isTheirs = plan.progress().branches(id).contains(branch);
    Oid tip = isTheirs ? history.tip(branch) : Oid.ZERO;
    Optional<RefName> pin =
        tip.isZero() ? Optional.empty() : Optional.of(Removal.nextPin(plan, history, id, Set.of()));
    if (!request.dryRun()) {
      Optional<Oid> again = integratedBefore(step);
      List<RefUpdate> refs = new ArrayList<>();
      if (!isDone) {
        refs.add(new RefUpdate(RefName.branch(locked.policy().integration().branch()), main, made));
      }
      if (pin.isPresent()) {
        refs.add(new RefUpdate(branch, tip, made));
        refs.add(new RefUpdate(pin.get(), history.tip(pin.get()), tip));
      }
      refs.add(handoffPin(id, again));
      locked.append(
          new Event.IntegrationUndone(
              step,
              made,
              main,
              isDone ? main : made,
              tip,
              pin,
              again,
              keeps(id, refs),
              plan.unintegrated(id),
              request.reason()),
          request.by(),
          refs);
    }
    return new Done(
        branch,
        tip,
        made,
        pin,
        plan.record(id).handoff(),
        Optional.of(new UndoneIntegration(step, main, made, !isDone)),
        laterOwners(id, Optional.of(step.handoff())));
  }

  /** A rollback that is asked for once more, since its answer was lost, must not undo more. */
  private void checkAsked(MergedHandoff came) throws IOException, OperationRefused {
    AgentId agent = came.step().agent();
    String named = request.integration();
    if (named.isEmpty() && plan.record(agent).isTakenBack()) {
      throw new OperationRefused(
          ("the work of %s is rolled back already, and nothing of it was validated since; still"
                  + " in place is its integration %s")
              .formatted(agent, came.on().abbreviated()),
          "to undo that one as well: gatekeeper rollback " + agent + " --integration " + came.on());
    }
    if (!named.isEmpty() && !named.equals(came.on().hex())) {
      throw new OperationRefused(
          "`%s` is not the last integration of %s that is in place, which is %s"
              .formatted(PlainText.line(named), agent, came.on().abbreviated()),
          "gatekeeper rollback " + agent + " --integration " + came.on());
    }
  }

  /** The commit that is said to have undone the step, if it can have. */
  private Oid undoneBy(MergedHandoff came) throws IOException, OperationRefused {
    String named = request.undoneBy();
    if (Oid.isValid(named)
        && history.isCommit(new Oid(named))
        && plan.isIntegrated(new Oid(named))
        && !named.equals(came.on().hex())
        && history.contains(new Oid(named), came.on())) {
      checkChanges(came, new Oid(named));
      return new Oid(named);
    }
    throw new OperationRefused(
        "`%s` is not a commit on %s that came after the integration %s"
            .formatted(
                PlainText.line(named),
                locked.policy().integration().branch(),
                came.on().abbreviated()),
        "give the id of the last commit that undoes it, in full, when it is pushed");
  }

  private void checkChanges(MergedHandoff came, Oid commit) throws IOException, OperationRefused {
    int most = Math.toIntExact(Math.min(Integer.MAX_VALUE, locked.policy().limits().paths()));
    List<RepoPath> paths = history.changed(List.of(came.step().before()), came.on(), most);
    if (IoStreams.all(paths, path -> history.isSame(came.on(), commit, path))) {
      throw new OperationRefused(
          "all that the integration %s changed is still in %s, so the commit undoes nothing"
              .formatted(came.on().abbreviated(), commit.abbreviated()),
          "give the id of the last commit that undoes it, in full, when it is pushed");
    }
  }

  /**
   * The maintainers' pushes that are in the agent's branches when these refs have moved: only what
   * the rollback itself takes out of them is forgotten.
   */
  private List<Oid> keeps(AgentId agent, List<RefUpdate> moved) throws IOException {
    Map<RefName, Oid> tips = new HashMap<>();
    for (RefName branch : plan.progress().branches(agent)) {
      tips.put(branch, history.tip(branch));
    }
    moved.forEach(update -> tips.replace(update.ref(), update.after()));
    Set<Oid> remaining = new HashSet<>(tips.values());
    remaining.remove(Oid.ZERO);
    return new MaintainersPushes(plan).in(agent, remaining);
  }

  /** The pin of the handoff, at the one that counts again or gone. */
  private RefUpdate handoffPin(AgentId agent, Optional<Oid> handoff) throws IOException {
    RefName pin = Ledger.handoffPin(agent.id());
    return new RefUpdate(pin, history.tip(pin), handoff.orElse(Oid.ZERO));
  }

  /** The handoff of the last integration that was in before that step. */
  private Optional<Oid> integratedBefore(Step undone) throws IOException {
    return IoStreams.filter(
            plan.integrations(undone.agent()),
            past -> history.contains(undone.before(), past.step().handoff()))
        .stream()
        .map(past -> past.step().handoff())
        .reduce((one, other) -> other);
  }

  private Done takeBack(Agent agent) throws IOException, OperationRefused {
    Optional<Handoff> revoked =
        plan.isIntegrated(agent.id()) ? Optional.empty() : plan.record(agent.id()).handoff();
    RefName branch;
    Oid before;
    Oid after;
    if (revoked.isPresent()
        && request.branch().isEmpty()
        && !plan.progress().branches(agent.id()).contains(revoked.get().branch())) {
      branch = revoked.get().branch(); // the handoff is revoked all the same
      before = Oid.ZERO;
      after = Oid.ZERO;
    } else {
      String of = revoked.map(handoff -> handoff.branch().shortName()).orElse("");
      branch =
          GatedRepository.branch(locked, agent, request.branch().isEmpty() ? of : request.branch());
      before = history.tip(branch);
      after = target(agent, before);
    }
    if (before.equals(after) && revoked.isEmpty()) {
      throw nothingToTakeBack(agent.id(), branch);
    }
    RefName pin = Removal.nextPin(plan, history, agent.id(), Set.of());
    if (!request.dryRun()) {
      Optional<Oid> again = plan.integratedHandoff(agent.id());
      Oid kept = before.isZero() ? revoked.orElseThrow().commit() : before;
      List<RefUpdate> refs = new ArrayList<>();
      refs.add(new RefUpdate(branch, before, after));
      refs.add(new RefUpdate(pin, history.tip(pin), kept));
      if (revoked.isPresent()) {
        refs.add(handoffPin(agent.id(), again));
      }
      locked.append(
          new Event.RolledBack(
              agent.id(),
              branch,
              before,
              after,
              pin,
              revoked.isPresent(),
              revoked.isPresent() ? again : Optional.empty(),
              keeps(agent.id(), refs),
              revoked.isPresent() ? plan.unintegrated(agent.id()) : List.of(),
              request.reason()),
          request.by(),
          refs);
    }
    return new Done(
        branch,
        before,
        after,
        Optional.of(pin),
        revoked,
        Optional.empty(),
        laterOwners(agent.id(), revoked.map(Handoff::commit)));
  }

  private List<AgentId> laterOwners(AgentId agent, Optional<Oid> revoked) throws IOException {
    return revoked.isEmpty() ? List.of() : plan.shared().laterOwners(agent, revoked.get());
  }

  private OperationRefused nothingToTakeBack(AgentId agent, RefName branch) throws IOException {
    for (AgentId other : plan.namedNoLonger()) {
      boolean isSame =
          plan.lastIntegration(other).filter(i -> i.step().branch().equals(branch)).isPresent();
      if (isSame) {
        return new OperationRefused(
            "%s has nothing to roll back; what is integrated of %s is on record as the work of %s"
                .formatted(agent, branch.shortName(), other),
            "gatekeeper rollback " + other);
      }
    }
    return new OperationRefused(
        agent + " has nothing to roll back: " + branch.shortName() + " is where its work starts",
        "see `gatekeeper log --agent " + agent + "`");
  }

  private Oid target(Agent agent, Oid tip) throws IOException, OperationRefused {
    String to = request.to();
    if (!to.isEmpty()) {
      if (!Oid.isValid(to)
          || !history.isCommit(new Oid(to))
          || !history.contains(tip, new Oid(to))) {
        throw new OperationRefused(
            "`" + to + "` is not a commit that the branch contains", "give the id of one in full");
      }
      return new Oid(to);
    }
    Set<Oid> known = new LinkedHashSet<>(plan.trustedOfOthers(agent));
    List<Oid> bases = history.bases(tip, known);
    if (bases.size() == 1) {
      return bases.get(0);
    }
    if (bases.isEmpty()) {
      throw new OperationRefused(
          "the branch shares no history with what " + agent.id() + " may start from",
          "name the commit to return to with --to");
    }
    throw new OperationRefused(
        "the branch started from several commits: "
            + String.join(", ", bases.stream().map(Oid::hex).toList()),
        "gatekeeper rollback %s%s --to %s, or to another of them"
            .formatted(
                agent.id(),
                request.branch().isEmpty() ? "" : " --branch " + ShellWord.of(request.branch()),
                bases.get(0)));
  }
}
