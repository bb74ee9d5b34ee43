package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.ledger.Event;
import dev.gatekeeper.core.ledger.Event.Entry;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.plan.IntegrationOrder;
import dev.gatekeeper.core.plan.IntegrationOrder.Ready;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.Removal;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that can be done in a world: by honest agents, who go on from what they may build on, as the
 * gate lets them, and by maintainers, who do what they like. Whom an agent excludes is left out: by
 * that nothing else is done, but some of it by nobody honest, or only while others are stopped.
 */
final class SmallMoves {
  private static final int MOST_UNDONE = 1;

  /** The doer of what agents and {@code integrate} may do whoever has the turn. */
  static final int ANYBODY = -1;

  /** The doer of what nobody needs to do. */
  static final int MAINTAINER = -2;

  final Policy policy;
  final SmallWorld world;
  final PlanState plan;
  final List<Move> found = new ArrayList<>();

  /** What the gate says to each agent. */
  final List<SmallGate.Answer> answers = new ArrayList<>();

  private final SmallHistory history;
  private final Scope scope;
  private final SmallGate gate;
  private final Set<List<AgentId>> integrated = new HashSet<>();

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
   * @param doer the number of the agent that has to wait for those that it excludes, or {@link
   *     #ANYBODY}, or {@link #MAINTAINER}
   */
  record Move(String name, SmallWorld.Reduction next, int doer) {}

  /**
   * What may happen.
   *
   * @param branches how many each agent has
   * @param loses whether handoffs may be lost while the work stays: by a policy that demands more,
   *     or a rollback that leaves it
   * @param undoes whether integrations may be undone
   */
  record Scope(Rule rule, int branches, boolean loses, boolean undoes) {}

  private SmallMoves(SmallGate gate, SmallWorld world) {
    this.gate = gate;
    this.policy = gate.policy();
    this.world = world;
    this.history = world.history();
    this.scope = gate.scope();
    this.plan = SmallGate.plan(policy, world.ledger(), history);
  }

  /** All moves in a world. */
  static SmallMoves in(SmallGate gate, SmallWorld world) throws IOException {
    SmallMoves moves = honest(gate, world);
    for (Agent agent : moves.policy.agents()) {
      moves.ofMaintainers(agent);
      moves.integrate(Set.of(agent.id()), "integrate " + agent.id());
    }
    return moves;
  }

  /** Those of agents, and {@code integrate}. */
  static SmallMoves honest(SmallGate gate, SmallWorld world) throws IOException {
    SmallMoves moves = new SmallMoves(gate, world);
    for (Agent agent : moves.policy.agents()) {
      moves.ofAgent(agent);
    }
    moves.integrate(Set.of(), "integrate");
    return moves;
  }

  private void ofAgent(Agent agent) throws IOException {
    SmallGate.Answer answer = gate.answer(agent, world);
    answers.add(answer);
    int doer = SmallHistory.AGENTS.indexOf(agent.id().id());
    for (int n = 1; n <= scope.branches(); n++) {
      RefName branch = SmallGate.branch(agent, n);
      SmallGate.Starts starts = SmallGate.Starts.of(plan, history, agent, branch);
      for (int i = 0; i < SmallGate.STARTS; i++) {
        if (answer.pushes(n, i) && starts.isOther(i, history)) {
          SmallHistory with = history.with(starts.of(i), 1 << doer);
          add("push " + branch.shortName(), with.moved(branch, with.last()), List.of(), doer);
        }
      }
      if (answer.handsOff(n)) {
        handOff(agent, branch, doer);
      }
      if (answer.removes(n)) {
        SmallHistory without = history.moved(branch, Oid.ZERO);
        add("remove " + branch.shortName(), without, List.of(), ANYBODY);
      }
    }
    if (plan.isClosed(agent.id())) {
      Event reopened = new Event.Reopened(agent.id(), "r");
      add("reopen " + agent.id(), history, List.of(reopened), ANYBODY);
    }
  }

  private void handOff(Agent agent, RefName branch, int doer) throws IOException {
    Oid tip = history.tip(branch);
    HandoffRules.Examined examined = SmallGate.examined(plan, history, agent, branch);
    if (!examined.accepted()) {
      throw new AssertionError("others decide about a handoff: " + examined.violations());
    }
    Event made =
        new Event.Validated(
            agent.id(), branch, tip, CheckOutcome.PASSED, examined.basis(), List.of(), List.of());
    add("handoff " + branch.shortName(), history, List.of(made), doer);
  }

  private void ofMaintainers(Agent agent) throws IOException {
    AgentRecord record = plan.record(agent.id());
    for (int n = 1; n <= scope.branches(); n++) {
      RefName branch = SmallGate.branch(agent, n);
      Oid tip = history.tip(branch);
      SmallHistory with =
          history.with(Set.of(tip.isZero() ? history.tip(SmallHistory.MAIN) : tip), bit(agent));
      SmallHistory moved = with.moved(branch, with.last());
      add("mia pushes " + branch.shortName(), moved, List.of(), MAINTAINER);
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

  /**
   * To where the work started, or so that all of it stays. Where it started in several places, they
   * are taken to be one from the beginning: beyond main the one that is there, and in main, or if
   * there are more, a merge of them. That makes worlds alike that differ in nothing else, and
   * leaves out none.
   */
  private void rollBack(Agent agent, RefName branch, Oid tip) throws IOException {
    Optional<Handoff> revoked =
        plan.isIntegrated(agent.id()) ? Optional.empty() : plan.record(agent.id()).handoff();
    Set<Oid> bases =
        new LinkedHashSet<>(history.bases(tip, new LinkedHashSet<>(plan.trustedOfOthers(agent))));
    Oid main = plan.main();
    List<Oid> beyond = bases.stream().filter(one -> !history.contains(main, one)).toList();
    SmallHistory with = history;
    Set<Oid> targets = bases;
    if (bases.size() > 1 && beyond.size() == 1) {
      with = history.holding(beyond.get(0), bases);
      targets = new LinkedHashSet<>(beyond);
    } else if (bases.size() > 1) {
      with = history.joined(bases);
      targets = new LinkedHashSet<>(Set.of(with.last()));
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
                List.of(),
                "r");
        String name = "rollback " + branch.shortName() + (to.equals(tip) ? " --to its tip" : "");
        add(name, with.moved(branch, to), List.of(event), MAINTAINER);
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
            record.removed(),
            List.of());
    records.put(agent.id(), lapsed);
    LedgerState ledger = new LedgerState(0, policy.digest(), records);
    found.add(new Move("lapse " + agent.id(), reduced(history, ledger), MAINTAINER));
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
            List.of(),
            "r");
    SmallHistory moved = with.moved(SmallHistory.MAIN, undone);
    add(
        "rollback " + agent.id() + ", integrated",
        tip.isZero() ? moved : moved.moved(branch, undone),
        List.of(event),
        MAINTAINER);
  }

  private static int bit(Agent agent) {
    return 1 << SmallHistory.AGENTS.indexOf(agent.id().id());
  }

  private void integrate(Set<AgentId> agents, String name) throws IOException {
    List<Ready> ready = new IntegrationOrder(plan).select(agents, Set.of()).ready();
    if (ready.isEmpty() || !integrated.add(ready.stream().map(r -> r.agent().id()).toList())) {
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
    add(name, with.moved(SmallHistory.MAIN, at), List.of(event), ANYBODY);
  }

  private void add(String name, SmallHistory after, List<Event> events, int doer) {
    LedgerState ledger = world.ledger();
    for (Event event : events) {
      ledger =
          ledger.after(
              new Entry(
                  ledger.events() + 1, Instant.EPOCH, Actor.named("m"), policy.digest(), event));
    }
    found.add(new Move(name, reduced(after, ledger), doer));
  }

  private SmallWorld.Reduction reduced(SmallHistory after, LedgerState ledger) {
    return new SmallWorld.Reduction(after, ledger, gate.order(), scope);
  }

  /** Whether every agent is integrated, and nobody has work besides. */
  boolean isDone() throws IOException {
    for (Agent agent : policy.agents()) {
      if (!plan.isIntegrated(agent.id()) || !plan.progress().works(agent).isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
