package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.gate.IntegrationOrder.Ready;
import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.Entry;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.ledger.Outcome;
import dev.gatekeeper.core.ledger.Step;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that can be done in a world, as the gate decides: by honest agents, who go on from what they
 * may build on, and by maintainers, who do what they like.
 */
final class SmallMoves {
  private static final LocalDate TODAY = LocalDate.EPOCH;
  private static final int MOST_UNDONE = 1;

  /** Before the name of what is done while all others are stopped, who then may go on. */
  private static final String ALONE = "others stopped, ";

  final Policy policy;
  final SmallWorld world;
  final PlanState plan;
  final Turns turns;
  final List<Move> found = new ArrayList<>();
  private final SmallHistory history;
  private final Scope scope;

  /** By which rule exclusions are judged. */
  enum Rule {
    /** The product's. */
    TURNS,
    /** As it was once: who is excluded waits for all unfinished work. */
    WORK_ALONE
  }

  /**
   * Something that is done.
   *
   * @param honest whether agents and {@code integrate} do it, or it lifts a stop
   */
  record Move(String name, SmallWorld.Reduction next, boolean honest) {}

  /**
   * What may happen.
   *
   * @param branches how many each agent has
   * @param loses whether handoffs may be lost while the work stays: by a policy that demands more,
   *     or a rollback that leaves it
   * @param undoes whether integrations may be undone
   */
  record Scope(Rule rule, int branches, boolean loses, boolean undoes) {}

  private SmallMoves(Policy policy, SmallWorld world, Scope scope) {
    this.policy = policy;
    this.world = world;
    this.history = world.history();
    this.scope = scope;
    this.plan = new PlanState(world.ledger(), policy, history, budget(), TODAY);
    this.turns = new Turns(policy, plan);
  }

  private Budget budget() {
    return new Budget(policy.limits());
  }

  /** All moves in a world. */
  static SmallMoves in(Policy policy, SmallWorld world, Scope scope) throws IOException {
    SmallMoves moves = honest(policy, world, scope);
    for (Agent agent : policy.agents()) {
      moves.ofMaintainers(agent);
      moves.integrate(Set.of(agent.id()), "integrate " + agent.id());
    }
    return moves;
  }

  /** Those of agents, and {@code integrate}. */
  static SmallMoves honest(Policy policy, SmallWorld world, Scope scope) throws IOException {
    SmallMoves moves = new SmallMoves(policy, world, scope);
    for (Agent agent : policy.agents()) {
      moves.ofAgent(agent);
    }
    moves.integrate(Set.of(), "integrate");
    return moves;
  }

  private void ofAgent(Agent agent) throws IOException {
    for (int n = 1; n <= scope.branches(); n++) {
      RefName branch = branch(agent, n);
      if (mayPush(agent, true)) {
        push(agent, branch);
      }
      if (!history.tip(branch).isZero()) {
        handOff(agent, branch);
        remove(agent, branch);
      }
    }
    if (plan.isClosed(agent.id())) {
      add("reopen " + agent.id(), history, new Event.Reopened(agent.id(), "r"), true);
    }
  }

  static RefName branch(Agent agent, int n) {
    return RefName.branch(agent.id() + "/" + n);
  }

  /**
   * Whether nothing keeps the agent from pushing, whatever it pushes.
   *
   * @param stopped whether all others are stopped
   */
  boolean mayPush(Agent agent, boolean stopped) throws IOException {
    List<Holdup> holdups = new OrderRules(policy, plan, history).holdups(agent);
    return holdups.stream().allMatch(holdup -> holdup.code() == Code.EXCLUDED)
        && (stopped || !isExcluded(agent, holdups.stream().map(Holdup::code).toList()));
  }

  private boolean isExcluded(Agent agent, List<Code> codes) throws IOException {
    return scope.rule() == Rule.TURNS ? codes.contains(Code.EXCLUDED) : isExcludedAsOnce(agent);
  }

  private boolean isExcludedAsOnce(Agent agent) throws IOException {
    for (AgentId id : agent.excludes()) {
      if (!plan.works(policy.agent(id).get(0)).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a maintainer's stop of others would not help either. */
  private static boolean refuses(List<Violation> violations) {
    return violations.stream().anyMatch(violation -> violation.code() != Code.EXCLUDED);
  }

  private boolean isHonest(Agent agent, List<Violation> violations) throws IOException {
    return !isExcluded(agent, violations.stream().map(Violation::code).toList());
  }

  /** On what is there, with what it must build on merged in; the same with main; or anew. */
  private void push(Agent agent, RefName branch) throws IOException {
    Oid tip = history.tip(branch);
    Oid main = history.tip(SmallHistory.MAIN);
    Set<Oid> needed = new LinkedHashSet<>();
    for (AgentId before : agent.after()) {
      plan.handoff(before).ifPresent(made -> needed.add(made.commit()));
    }
    Set<Oid> onward = new LinkedHashSet<>(needed);
    onward.add(tip.isZero() ? main : tip);
    Set<Set<Oid>> starts = new LinkedHashSet<>(List.of(onward));
    Set<Oid> merged = new LinkedHashSet<>(onward);
    merged.add(main);
    if (history.bits(merged) != history.bits(onward)) {
      starts.add(merged);
    }
    Set<Oid> anew = new LinkedHashSet<>(needed);
    anew.add(main);
    if (!tip.isZero()) {
      starts.add(anew);
    }
    for (Set<Oid> start : starts) {
      SmallHistory with = history.with(start, bit(agent));
      push("push " + branch.shortName(), agent, branch, with, with.last());
    }
  }

  private int bit(Agent agent) {
    return 1 << SmallHistory.AGENTS.indexOf(agent.id().id());
  }

  /**
   * Pushes, if the gate lets it; what it lets pass only while others are stopped, while they are.
   */
  private void push(String name, Agent agent, RefName branch, SmallHistory with, Oid to)
      throws IOException {
    Gate.Judgement judged = judged(agent.id().id(), branch, with, to);
    if (!refuses(judged.violations())) {
      boolean honest = isHonest(agent, judged.violations());
      List<Event> events =
          judged.accepted()
              ? judged.events()
              : judged(world.alone(agent.id()), agent.id().id(), branch, with, to).events();
      add((honest ? "" : ALONE) + name, with.moved(branch, to), events, honest);
    }
  }

  private Gate.Judgement judged(String who, RefName branch, SmallHistory with, Oid to)
      throws IOException {
    return judged(world.ledger(), who, branch, with, to);
  }

  private Gate.Judgement judged(
      LedgerState ledger, String who, RefName branch, SmallHistory with, Oid to)
      throws IOException {
    RefUpdate update = new RefUpdate(branch, history.tip(branch), to);
    return new Gate(policy, ledger, with, TODAY)
        .judge(new Push(Pusher.named(who), List.of(update), List.of()), new Successors.None());
  }

  private void handOff(Agent agent, RefName branch) throws IOException {
    HandoffRules.Examined examined = examined(plan, agent, branch);
    boolean honest = isHonest(agent, examined.violations());
    if (!examined.accepted() && !refuses(examined.violations())) {
      PlanState alone = new PlanState(world.alone(agent.id()), policy, history, budget(), TODAY);
      examined = examined(alone, agent, branch);
    }
    if (examined.accepted()) {
      Event made =
          new Event.Validated(
              agent.id(), branch, history.tip(branch), Outcome.PASSED, examined.basis(), List.of());
      add((honest ? "" : ALONE) + "handoff " + branch.shortName(), history, made, honest);
    }
  }

  private HandoffRules.Examined examined(PlanState of, Agent agent, RefName branch)
      throws IOException {
    return new HandoffRules(policy, of, history, budget(), TODAY)
        .examine(agent, branch, history.tip(branch));
  }

  private void remove(Agent agent, RefName branch) throws IOException {
    Gate.Judgement judged = judged(agent.id().id(), branch, history, Oid.ZERO);
    if (judged.accepted()) {
      add("remove " + branch.shortName(), history.moved(branch, Oid.ZERO), judged.events(), true);
    }
  }

  private void ofMaintainers(Agent agent) throws IOException {
    AgentRecord record = plan.record(agent.id());
    for (int n = 1; n <= scope.branches(); n++) {
      RefName branch = branch(agent, n);
      Oid tip = history.tip(branch);
      SmallHistory with =
          history.with(Set.of(tip.isZero() ? history.tip(SmallHistory.MAIN) : tip), bit(agent));
      Gate.Judgement judged = judged("mia", branch, with, with.last());
      SmallHistory moved = with.moved(branch, with.last());
      add("mia pushes " + branch.shortName(), moved, judged.events(), false);
      if (!tip.isZero()) {
        rollBack(agent, branch, tip);
      }
    }
    if (record.handoff().isPresent()
        && !plan.isIntegrated(agent.id())
        && !record.lapsed()
        && scope.loses()) {
      lapse(agent);
    }
    if (scope.undoes() && plan.isIntegrated(agent.id()) && record.restarts().size() < MOST_UNDONE) {
      undo(agent);
    }
  }

  /** To where the work started, or so that all of it stays. */
  private void rollBack(Agent agent, RefName branch, Oid tip) throws IOException {
    Optional<Handoff> revoked =
        plan.isIntegrated(agent.id()) ? Optional.empty() : plan.record(agent.id()).handoff();
    Set<Oid> targets =
        new LinkedHashSet<>(
            history.bases(tip, new LinkedHashSet<>(plan.trustedOfOthers(agent)), budget()));
    if (targets.size() > 1) {
      targets.clear();
    }
    if (scope.loses()) {
      targets.add(tip);
    }
    for (Oid to : targets) {
      if (!to.equals(tip) || revoked.isPresent()) {
        Optional<Oid> again =
            revoked.isPresent()
                ? plan.lastIntegration(agent.id()).map(past -> past.step().handoff())
                : Optional.empty();
        Event event =
            new Event.RolledBack(
                agent.id(),
                branch,
                tip,
                to,
                Removal.pins(agent.id()),
                revoked.isPresent(),
                again,
                List.of(),
                "r");
        String name = "rollback " + branch.shortName() + (to.equals(tip) ? " --to its tip" : "");
        add(name, history.moved(branch, to), event, false);
      }
    }
  }

  /** A policy under which the handoff does not hold. */
  private void lapse(Agent agent) {
    Map<AgentId, AgentRecord> records = new HashMap<>(world.ledger().agents());
    AgentRecord record = world.ledger().agent(agent.id());
    Handoff made = record.handoff().orElseThrow();
    AgentRecord lapsed =
        new AgentRecord(
            Optional.of(
                new Handoff(
                    made.event(),
                    made.at(),
                    made.branch(),
                    made.commit(),
                    made.basis(),
                    "f".repeat(64))),
            record.first(),
            record.open(),
            true,
            record.stopped(),
            record.running(),
            record.last(),
            record.standing(),
            record.leftBehind(),
            record.integrations(),
            record.restarts(),
            record.removed());
    records.put(agent.id(), lapsed);
    LedgerState ledger = new LedgerState(0, policy.digest(), records);
    found.add(new Move("lapse " + agent.id(), reduced(history, ledger), false));
  }

  private void undo(Agent agent) throws IOException {
    Optional<Step> last = plan.lastIntegration(agent.id()).map(Integration::step);
    Handoff made = plan.record(agent.id()).handoff().orElseThrow();
    if (last.isEmpty() || !last.get().handoff().equals(made.commit())) {
      return;
    }
    Oid main = history.tip(SmallHistory.MAIN);
    SmallHistory with = history.with(Set.of(main), bit(agent));
    Oid undone = with.last();
    RefName branch = last.get().branch();
    Oid tip = history.tip(branch);
    Event event =
        new Event.IntegrationUndone(
            last.get(),
            undone,
            main,
            undone,
            tip,
            tip.isZero() ? Optional.empty() : Optional.of(Removal.pins(agent.id())),
            Optional.empty(),
            List.of(),
            "r");
    SmallHistory moved = with.moved(SmallHistory.MAIN, undone);
    add(
        "rollback " + agent.id() + ", integrated",
        tip.isZero() ? moved : moved.moved(branch, undone),
        event,
        false);
  }

  private void integrate(Set<AgentId> agents, String name) throws IOException {
    List<Ready> ready =
        new IntegrationOrder(policy, plan, history, TODAY).select(agents, Set.of()).ready();
    if (ready.isEmpty()) {
      return;
    }
    Oid before = history.tip(SmallHistory.MAIN);
    SmallHistory with = history;
    List<Step> steps = new ArrayList<>();
    Oid at = before;
    for (Ready next : ready) {
      with = with.with(Set.of(at, next.handoff().commit()), 0);
      Handoff made = next.handoff();
      steps.add(new Step(next.agent().id(), made.branch(), made.commit(), at, with.last()));
      at = with.last();
    }
    Event event = new Event.Integrated(steps, before, at, "", List.of());
    add(name, with.moved(SmallHistory.MAIN, at), event, true);
  }

  private void add(String name, SmallHistory after, Event event, boolean honest) {
    add(name, after, List.of(event), honest);
  }

  private void add(String name, SmallHistory after, List<Event> events, boolean honest) {
    LedgerState ledger = world.ledger();
    for (Event event : events) {
      ledger =
          ledger.after(
              new Entry(
                  ledger.events() + 1, Instant.EPOCH, Actor.named("m"), policy.digest(), event));
    }
    found.add(new Move(name, reduced(after, ledger), honest));
  }

  private SmallWorld.Reduction reduced(SmallHistory after, LedgerState ledger) {
    return new SmallWorld.Reduction(after, ledger, policy, scope.undoes());
  }

  /** Whether every agent is integrated, and nobody has work besides. */
  boolean isDone() throws IOException {
    for (Agent agent : policy.agents()) {
      if (!plan.isIntegrated(agent.id()) || !plan.works(agent).isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
