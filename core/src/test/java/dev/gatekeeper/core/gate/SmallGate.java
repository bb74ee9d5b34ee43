package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.gate.NextPolicy.PolicyLocation;
import dev.gatekeeper.core.history.JudgingContext;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.plan.OrderRules;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the gate says to what an agent may try in a world. About an agent that excludes nobody only
 * its own branches and records decide, main, and those of the agents before it: what it says is
 * remembered by those, and asked for once, in a world that has nothing else. {@link #differs} holds
 * that against what it says in the whole world, under a policy with exclusions.
 */
final class SmallGate {
  /** From so many starts work may go on, see {@link Starts}. */
  static final int STARTS = 3;

  private static final LocalDate TODAY = LocalDate.EPOCH;

  private final Policy policy;
  private final SmallWorld.Order order;
  private final SmallMoves.Scope scope;
  private final Map<AgentId, SmallWorld.Order> parts = new HashMap<>();
  private final Map<AgentId, Map<String, Answer>> known = new HashMap<>();

  /**
   * The gate under a policy.
   *
   * @param policy one in which nobody is excluded
   */
  SmallGate(Policy policy, SmallMoves.Scope scope) {
    this.policy = policy;
    this.order = SmallWorld.Order.of(policy);
    this.scope = scope;
    for (Agent agent : policy.agents()) {
      parts.put(agent.id(), SmallWorld.Order.of(TurnPolicies.part(policy, agent)));
      known.put(agent.id(), new HashMap<>());
    }
  }

  Policy policy() {
    return policy;
  }

  SmallWorld.Order order() {
    return order;
  }

  SmallMoves.Scope scope() {
    return scope;
  }

  /**
   * What is let pass.
   *
   * @param mayPush whether the words for {@code status} and {@code wait} say so
   * @param bits for each branch what of it
   */
  record Answer(boolean mayPush, int bits) {
    private static final int A_BRANCH = STARTS + 2;

    boolean pushes(int branch, int start) {
      return is(branch, start);
    }

    boolean handsOff(int branch) {
      return is(branch, STARTS);
    }

    boolean removes(int branch) {
      return is(branch, STARTS + 1);
    }

    /** Whether any push is. */
    boolean pushes() {
      boolean any = false;
      for (int what = 0; what < Integer.SIZE; what++) {
        any |= what % A_BRANCH < STARTS && (bits >> what & 1) != 0;
      }
      return any;
    }

    /** What is left if only branches may be removed. */
    Answer waiting() {
      int removals = 0;
      for (int what = STARTS + 1; what < Integer.SIZE; what += A_BRANCH) {
        removals |= bits & 1 << what;
      }
      return new Answer(false, removals);
    }

    private boolean is(int branch, int what) {
      return (bits & bit(branch, what)) != 0;
    }

    private static int bit(int branch, int what) {
      return 1 << ((branch - 1) * A_BRANCH + what);
    }
  }

  /**
   * What a push may go on from: what is there, with what it must build on merged in; the same with
   * main; or main, anew.
   */
  record Starts(Set<Oid> onward, Set<Oid> merged, Set<Oid> anew, boolean isBegun) {
    static Starts of(PlanState plan, SmallHistory history, Agent agent, RefName branch)
        throws IOException {
      Oid tip = history.tip(branch);
      Oid main = history.tip(SmallHistory.MAIN);
      Set<Oid> anew = new LinkedHashSet<>();
      for (AgentId before : agent.after()) {
        plan.handoff(before).ifPresent(made -> anew.add(made.commit()));
      }
      Set<Oid> onward = new LinkedHashSet<>(anew);
      onward.add(tip.isZero() ? main : tip);
      Set<Oid> merged = new LinkedHashSet<>(onward);
      merged.add(main);
      anew.add(main);
      return new Starts(onward, merged, anew, !tip.isZero());
    }

    Set<Oid> of(int start) {
      return start == 0 ? onward : start == 1 ? merged : anew;
    }

    /** Whether it is another than those before it. */
    boolean isOther(int start, SmallHistory history) {
      return start == 0
          || (start == 1 && history.bits(merged) != history.bits(onward))
          || (start == 2 && isBegun);
    }
  }

  static RefName branch(Agent agent, int n) {
    return RefName.branch(agent.id() + "/" + n);
  }

  static PlanState plan(Policy policy, LedgerState ledger, SmallHistory history) {
    return new PlanState(ledger, new JudgingContext(policy, history, TODAY).afresh());
  }

  static HandoffRules.Examined examined(
      PlanState plan, SmallHistory history, Agent agent, RefName branch) throws IOException {
    return new HandoffRules(plan).examine(agent, branch, history.tip(branch));
  }

  /** What it says to an agent. */
  Answer answer(Agent agent, SmallWorld world) throws IOException {
    if (scope.undoes()) { // integrations of all others that were undone count
      return ask(policy, world.history(), world.ledger(), agent);
    }
    SmallWorld.Order part = parts.getOrDefault(agent.id(), order);
    SmallWorld.Reduction seen = new SmallWorld.Reduction(world, part, scope);
    Map<String, Answer> answers = known.getOrDefault(agent.id(), Map.of());
    Answer answer = answers.get(seen.key());
    if (answer == null) {
      SmallWorld small = seen.world();
      answer = ask(part.policy(), small.history(), small.ledger(), agent);
      answers.put(seen.key(), answer);
    }
    return answer;
  }

  /**
   * Whether a policy with exclusions says anything else to an agent.
   *
   * @param answer what it says where nobody is excluded
   * @param waits whether it has to wait for one that it excludes
   * @return what is not as it should be, or ""
   */
  String differs(Policy excluding, Agent agent, SmallWorld world, Answer answer, boolean waits)
      throws IOException {
    Answer said = ask(excluding, world.history(), world.ledger(), agent);
    if (!said.equals(waits ? answer.waiting() : answer)) {
      return agent.id() + (waits ? " need not wait: " : " has to wait: ") + said;
    }
    LedgerState alone = world.alone(agent.id());
    return ask(excluding, world.history(), alone, agent).equals(answer)
        ? ""
        : agent.id() + " has to wait for those that are stopped";
  }

  private Answer ask(Policy by, SmallHistory history, LedgerState ledger, Agent of)
      throws IOException {
    Agent agent = by.agent(of.id()).orElseThrow();
    PlanState plan = plan(by, ledger, history);
    boolean mayPush = new OrderRules(plan).blockers(agent).isEmpty();
    int bits = 0;
    for (int n = 1; n <= scope.branches(); n++) {
      RefName branch = branch(agent, n);
      Oid tip = history.tip(branch);
      Starts starts = Starts.of(plan, history, agent, branch);
      for (int i = 0; i < STARTS; i++) {
        SmallHistory with =
            history.with(starts.of(i), 1 << SmallHistory.AGENTS.indexOf(agent.id().id()));
        RefUpdate update = new RefUpdate(branch, tip, with.last());
        bits |= isLet(by, ledger, with, agent, update) ? Answer.bit(n, i) : 0;
      }
      if (!tip.isZero()) {
        boolean handsOff = examined(plan, history, agent, branch).accepted();
        bits |= handsOff ? Answer.bit(n, STARTS) : 0;
        RefUpdate removal = new RefUpdate(branch, tip, Oid.ZERO);
        boolean removes = isLet(by, ledger, history, agent, removal);
        bits |= removes ? Answer.bit(n, STARTS + 1) : 0;
      }
    }
    return new Answer(mayPush, bits);
  }

  private static boolean isLet(
      Policy by, LedgerState ledger, SmallHistory history, Agent agent, RefUpdate update)
      throws IOException {
    Push push = new Push(Pusher.named(agent.id().id()), List.of(update), List.of());
    return new Gate(by, ledger, history, TODAY).judge(push, new PolicyLocation.None()).accepted();
  }
}
