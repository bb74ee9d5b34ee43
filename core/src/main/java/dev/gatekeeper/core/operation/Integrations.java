package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.gate.FirstPush;
import dev.gatekeeper.core.gate.RefNameConflicts;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Event.Evidence;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.plan.IntegrationOrder;
import dev.gatekeeper.core.plan.IntegrationOrder.LeftOut;
import dev.gatekeeper.core.plan.IntegrationOrder.Ready;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.Removal;
import dev.gatekeeper.core.plan.Removal.LeftOver;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.store.GateCommit;
import dev.gatekeeper.core.store.LockFile;
import dev.gatekeeper.core.text.PlainText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The operation of integrating: validated handoffs are merged one after the other outside the
 * integration branch, which moves if the combined result passes, unless something that concerns it
 * has changed in the meantime (docs/semantics.md, section 6, "Integration"). The lock of the
 * repository is held at the beginning and at the end, and not while checks run.
 */
public record Integrations(GatedRepository gated) {
  /**
   * What is asked for.
   *
   * @param agents whom to integrate, with those they come after; all if empty
   * @param without whom to leave out, and those that come after them
   * @param by who asks, for the ledger
   */
  public record Request(Set<AgentId> agents, Set<AgentId> without, Actor by) {
    public Request {
      agents = Set.copyOf(agents);
      without = Set.copyOf(without);
    }

    /**
     * The same with ids as people write them.
     *
     * @throws PlanRequest.Malformed if one can't be an id
     */
    public static Request of(List<String> agents, List<String> without, Actor by)
        throws PlanRequest.Malformed {
      return new Request(ids(agents), ids(without), by);
    }

    private static Set<AgentId> ids(List<String> names) throws PlanRequest.Malformed {
      Set<AgentId> ids = new HashSet<>();
      for (String id : names) {
        if (!AgentId.isValid(id)) {
          throw new PlanRequest.Malformed(
              "`" + PlainText.line(id) + "` can't be the id of an agent", "see gatekeeper status");
        }
        ids.add(new AgentId(id));
      }
      return ids;
    }
  }

  /**
   * The merge of a handoff.
   *
   * @param kept the paths whose change is left out, since they are not the agent's
   * @param superseded paths of the agent that are not as in its handoff, but as others have changed
   *     them on the integration branch since
   */
  public record Merged(Step step, List<RepoPath> kept, List<RepoPath> superseded) {
    public Merged {
      kept = List.copyOf(kept);
      superseded = List.copyOf(superseded);
    }
  }

  /** A branch that an agent has left over: those that exclude it wait until it is gone. */
  public record Left(AgentId agent, LeftOver branch) {}

  /**
   * What would be integrated; nothing where pushes have brought in the last handoffs, and the whole
   * is only to be found good and tagged.
   *
   * @param before where the integration branch is
   * @param policy the one in force
   * @param ready the handoffs, in their order
   * @param leftOut who is not integrated, and why
   * @param leftOver the branches with work beside what their agents have handed off
   * @param merges the merges of the handoffs, each on the one before
   * @param tag the tag that would be made, or ""
   */
  public record Proposal(
      Oid before,
      Policy policy,
      List<Ready> ready,
      List<LeftOut> leftOut,
      List<Left> leftOver,
      List<Merged> merges,
      String tag,
      Instant at,
      Actor by) {
    public Proposal {
      ready = List.copyOf(ready);
      leftOut = List.copyOf(leftOut);
      leftOver = List.copyOf(leftOver);
      merges = List.copyOf(merges);
    }

    public List<Check> checks() {
      return policy.integration().validate();
    }

    /** The last merge commit, or where the integration branch is if nothing is merged. */
    public Oid after() {
      return last(merges, before);
    }
  }

  /**
   * An integration under way.
   *
   * @param lock held until it has ended
   */
  public record Attempt(Proposal proposal, LockFile lock) {}

  /**
   * Makes the merges, and says what they come to. Nothing moves.
   *
   * @throws OperationRefused if there is nothing to integrate, or it can't be merged
   */
  public Proposal propose(Request request) throws IOException, OperationRefused {
    try (LockedPlan locked = gated.openWithIntegration(request.agents())) {
      return propose(locked, request);
    }
  }

  /** The same, and begins. */
  public Attempt begin(Request request) throws IOException, OperationRefused {
    try (LockedPlan locked = gated.openWithIntegration(request.agents())) {
      LockFile lock =
          LockFile.take(gated.folder(), gated.folder().integrating())
              .orElseThrow(
                  () ->
                      new OperationRefused(
                          "another integration is under way", "wait until it has ended"));
      try {
        return new Attempt(propose(locked, request), lock);
      } catch (IOException | RuntimeException | OperationRefused e) {
        lock.close();
        throw e;
      }
    }
  }

  private Proposal propose(LockedPlan locked, Request request)
      throws IOException, OperationRefused {
    for (AgentId id : request.agents()) {
      Agent unused = GatedRepository.agent(locked, id);
    }
    for (AgentId id : request.without()) {
      Agent unused = GatedRepository.agent(locked, id);
    }
    Policy policy = locked.policy();
    PlanState plan = locked.plan();
    Oid before = plan.main();
    if (before.isZero()) {
      FirstPush first = new FirstPush(policy, locked.history());
      throw new OperationRefused(first.missing(), first.next());
    }
    IntegrationOrder.Selection selection =
        new IntegrationOrder(plan).select(request.agents(), request.without());
    String tag = tag(locked, plan, selection.ready());
    if (selection.ready().isEmpty() && (tag.isEmpty() || !selection.leftOut().isEmpty())) {
      throw nothing(selection.leftOut());
    }
    List<Merged> merges =
        new MergeMaker(locked.history(), policy, gated.folder().gitDirectory(), locked.today())
            .make(before, selection.ready(), locked.now(), request.by());
    return new Proposal(
        before,
        policy,
        selection.ready(),
        selection.leftOut(),
        leftOver(locked, plan),
        merges,
        tag,
        locked.now(),
        request.by());
  }

  /**
   * The integration branch with the work of some of the agents alone.
   *
   * @throws OperationRefused if it does not go together without the others'
   */
  Oid merged(Proposal proposal, List<AgentId> agents) throws IOException, OperationRefused {
    List<Ready> some =
        proposal.ready().stream().filter(ready -> agents.contains(ready.agent().id())).toList();
    if (some.isEmpty()) {
      return proposal.before();
    }
    Path gitDirectory = gated.folder().gitDirectory();
    try (JGitHistory history = JGitHistory.open(gitDirectory)) {
      LocalDate today = LocalDate.ofInstant(proposal.at(), ZoneOffset.UTC);
      List<Merged> merges =
          new MergeMaker(history, proposal.policy(), gitDirectory, today)
              .make(proposal.before(), some, proposal.at(), proposal.by());
      return last(merges, proposal.before());
    }
  }

  private static Oid last(List<Merged> merges, Oid onto) {
    return merges.isEmpty() ? onto : merges.get(merges.size() - 1).step().after();
  }

  private static List<Left> leftOver(LockedPlan locked, PlanState plan) throws IOException {
    Removal removal = new Removal(plan);
    List<Left> left = new ArrayList<>();
    for (Agent agent : locked.policy().agents()) {
      removal.leftOver(agent).forEach(branch -> left.add(new Left(agent.id(), branch)));
    }
    return left;
  }

  private static OperationRefused nothing(List<LeftOut> leftOut) {
    if (leftOut.isEmpty()) {
      return new OperationRefused(
          "there is nothing to integrate: all handoffs are in already", "see `gatekeeper status`");
    }
    List<String> why = leftOut.stream().map(l -> l.agent() + ": " + l.why()).toList();
    return new OperationRefused(
        "there is nothing to integrate: " + PlainText.firstOf(why), "see `gatekeeper status`");
  }

  /** The tag that comes with it: once, when every agent of the plan is in. */
  private static String tag(LockedPlan locked, PlanState plan, List<Ready> ready)
      throws IOException, OperationRefused {
    String tag = locked.policy().integration().tag();
    if (tag.isEmpty() || !locked.history().tip(tagRef(tag)).isZero()) {
      return "";
    }
    for (Agent agent : locked.policy().agents()) {
      boolean comes = ready.stream().anyMatch(r -> r.agent().id().equals(agent.id()));
      if (!comes && !plan.isIntegrated(agent.id())) {
        return "";
      }
    }
    Optional<String> inTheWay = inTheWay(locked, tag);
    if (inTheWay.isPresent()) {
      throw new OperationRefused(
          "the tag " + tag + " can't be made: " + inTheWay.get(),
          "a maintainer has to delete it, or give another `integration.tag`; or integrate with"
              + " --without for now");
    }
    return tag;
  }

  /** Why git can't have a tag of that name, if it can't. */
  private static Optional<String> inTheWay(LockedPlan locked, String tag) throws IOException {
    RefName ref = tagRef(tag);
    return ref.fault().isPresent()
        ? ref.fault()
        : RefNameConflicts.inTheWay(locked.history(), ref)
            .map(other -> "there is " + other + ", and git can't keep a ref below another");
  }

  private static RefName tagRef(String tag) {
    return new RefName("refs/tags/" + tag);
  }

  /**
   * Ends an integration whose checks passed: moves the integration branch, unless something that
   * concerns it has changed.
   *
   * @param logs the output of checks, by the names in {@code evidence}
   * @return why it counts for nothing, or "" if it was done
   */
  String end(Attempt attempt, List<Evidence> evidence, SortedMap<String, byte[]> logs)
      throws IOException {
    Proposal proposal = attempt.proposal();
    try (LockedPlan locked = gated.openWithIntegration(agents(proposal))) {
      String change = change(locked, proposal);
      if (!change.isEmpty()) {
        return change;
      }
      List<RefUpdate> refs = new ArrayList<>();
      RefName branch = RefName.branch(locked.policy().integration().branch());
      refs.add(new RefUpdate(branch, proposal.before(), proposal.after()));
      if (!proposal.tag().isEmpty()) {
        Oid tag =
            GateCommit.tag(
                gated.folder().gitDirectory(),
                proposal.tag(),
                proposal.after(),
                PlainText.line(locked.policy().title()) + "\n\nAll agents are integrated.\n",
                locked.now());
        refs.add(new RefUpdate(tagRef(proposal.tag()), Oid.ZERO, tag));
      }
      locked.append(
          new Event.Integrated(
              proposal.merges().stream().map(Merged::step).toList(),
              proposal.before(),
              proposal.after(),
              proposal.tag(),
              evidence),
          proposal.by(),
          refs,
          logs);
      return "";
    }
  }

  private static Set<AgentId> agents(Proposal proposal) {
    Set<AgentId> agents = new HashSet<>();
    proposal.ready().forEach(ready -> agents.add(ready.agent().id()));
    return agents;
  }

  /** What has changed since it began and makes the result worth nothing, or "". */
  private static String change(LockedPlan locked, Proposal proposal) throws IOException {
    if (!locked.policy().digest().equals(proposal.policy().digest())) {
      return "the policy has changed since it began";
    }
    PlanState plan = locked.plan();
    if (!plan.main().equals(proposal.before())) {
      return "the integration branch has moved since it began";
    }
    for (Ready ready : proposal.ready()) {
      AgentId id = ready.agent().id();
      Oid now = plan.handoff(id).map(Handoff::commit).orElse(Oid.ZERO);
      if (!now.equals(ready.handoff().commit())) {
        return "the handoff of " + id + " was replaced since it began, or is no longer valid";
      }
      if (plan.record(id).stopped().isPresent()) {
        return id + " was stopped since it began";
      }
    }
    if (!proposal.tag().isEmpty()
        && (!locked.history().tip(tagRef(proposal.tag())).isZero()
            || inTheWay(locked, proposal.tag()).isPresent())) {
      return "the tag " + proposal.tag() + ", or one in its way, was made since it began";
    }
    boolean isThere = locked.history().isCommit(proposal.after());
    return isThere ? "" : "the merge has been removed in the meantime";
  }

  /**
   * Ends one whose checks did not pass.
   *
   * @return the number of the event by which that is on record
   */
  long failed(
      Attempt attempt,
      CulpritSearch.Found found,
      List<Evidence> evidence,
      SortedMap<String, byte[]> logs)
      throws IOException {
    Proposal proposal = attempt.proposal();
    try (LockedPlan locked = gated.openWithIntegration(Set.of())) {
      locked.append(
          new Event.IntegrationFailed(
              proposal.ready().stream().map(ready -> ready.agent().id()).toList(),
              proposal.before(),
              found.culprits(),
              found.trials(),
              evidence),
          proposal.by(),
          List.of(),
          logs);
      return locked.ledger().events();
    }
  }
}
