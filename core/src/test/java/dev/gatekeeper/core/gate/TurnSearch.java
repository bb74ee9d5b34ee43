package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every state that a plan can come into, and every move in each. In each of them hold: of two that
 * name each other never both have the turn, nobody's push or handoff is accepted while one that it
 * names has it, what is said to be possible is, and there is a way on to where all is integrated.
 * Who has the turn is worked out here once more, by going through the agents in their order.
 */
final class TurnSearch {
  private final Policy policy;
  private final SmallMoves.Scope scope;
  private final Map<String, Integer> known = new HashMap<>();
  private final Deque<SmallWorld> open = new ArrayDeque<>();

  /** From which state, by which move, a state was first come to. */
  private final List<Integer> cameFrom = new ArrayList<>();

  /** The states that were looked at, where those are not all. */
  private final List<SmallWorld> looked = new ArrayList<>();

  private final List<String> cameBy = new ArrayList<>();
  private final Ways honest = new Ways();
  private final List<Integer> done = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private long moves;

  private TurnSearch(Policy policy, SmallMoves.Scope scope) {
    this.policy = policy;
    this.scope = scope;
  }

  /**
   * What was found.
   *
   * @param deadEnds states without a way to where all is integrated by moves of honest agents
   * @param faults what does not hold, each with the moves that lead there; some of them
   */
  record Found(long states, long moves, long deadEnds, List<String> faults) {}

  /** Searches all of it. */
  static Found of(Policy policy, SmallMoves.Scope scope) throws IOException {
    return new TurnSearch(policy, scope).search(Integer.MAX_VALUE);
  }

  /**
   * Searches what is nearest to the beginning. Where a way on leads out of that it is followed.
   *
   * @param most how many states
   */
  static Found near(Policy policy, SmallMoves.Scope scope, int most) throws IOException {
    return new TurnSearch(policy, scope).search(most);
  }

  private Found search(int most) throws IOException {
    SmallWorld begun = SmallWorld.begun(policy, scope.undoes());
    known.put(begun.key(), 0);
    open.add(begun);
    cameFrom.add(-1);
    cameBy.add("begin");
    for (int n = 0; !open.isEmpty() && n < most; n++) {
      SmallWorld world = open.remove();
      if (most < Integer.MAX_VALUE) {
        looked.add(world); // in the order of their numbers
      }
      int from = known.getOrDefault(world.key(), -1);
      SmallMoves all = SmallMoves.in(policy, world, scope);
      for (SmallMoves.Move move : all.found) {
        moves++;
        int to = number(move, from);
        if (move.honest() && to != from) {
          honest.add(from, to);
        }
      }
      if (all.isDone()) {
        done.add(from);
      }
      check(all, from);
    }
    boolean isWhole = open.isEmpty();
    return new Found(known.size() - open.size(), moves, deadEnds(isWhole), faults);
  }

  /** Depth first, and what brings the end nearer first. */
  private boolean finishes(SmallWorld world, Set<String> finished, Set<String> tried)
      throws IOException {
    if (finished.contains(world.key())) {
      return true;
    }
    if (!tried.add(world.key())) {
      return false;
    }
    SmallMoves all = SmallMoves.honest(policy, world, scope);
    boolean ends = all.isDone();
    List<SmallMoves.Move> next = new ArrayList<>(all.found);
    next.removeIf(move -> !move.honest());
    next.sort(Comparator.comparingInt(move -> "ihrp".indexOf(move.name().charAt(0))));
    for (SmallMoves.Move move : next) {
      ends = ends || finishes(move.next().world(), finished, tried);
    }
    if (ends) {
      finished.add(world.key());
    }
    return ends;
  }

  private int number(SmallMoves.Move move, int from) {
    Integer before = known.putIfAbsent(move.next().key(), known.size());
    if (before != null) {
      return before;
    }
    open.add(move.next().world());
    cameFrom.add(from);
    cameBy.add(move.name());
    return known.size() - 1;
  }

  private void check(SmallMoves all, int state) throws IOException {
    Set<AgentId> having = having(all.plan);
    for (Agent agent : policy.agents()) {
      boolean waits = false;
      for (AgentId other : agent.excludes()) {
        waits |= having.contains(other);
        boolean isMutual = policy.agent(other).get(0).excludes().contains(agent.id());
        if (isMutual && having.contains(other) && having.contains(agent.id())) {
          fault(state, agent.id() + " and " + other + " both have the turn");
        }
      }
      if (having.contains(agent.id()) != all.turns.hasTurn(agent)) {
        fault(state, agent.id() + " has the turn, or not");
      }
      boolean pushes = moves(all, "push " + agent.id() + "/");
      boolean handsOff = moves(all, "handoff " + agent.id() + "/");
      if (scope.rule() == SmallMoves.Rule.TURNS && waits && (pushes || handsOff)) {
        fault(state, agent.id() + " goes on while one that it excludes has the turn");
      }
      if (all.mayPush(agent, false) != pushes) {
        fault(state, agent.id() + (pushes ? " pushes and may not" : " may push and can't"));
      }
    }
  }

  private static boolean moves(SmallMoves all, String name) {
    return all.found.stream().anyMatch(move -> move.name().startsWith(name));
  }

  /** Who has the turn, in words: through the agents by step and id. */
  private Set<AgentId> having(PlanState plan) throws IOException {
    List<Agent> order = new ArrayList<>(policy.agents());
    order.sort((one, other) -> key(one).compareTo(key(other)));
    Set<AgentId> having = new HashSet<>();
    for (Agent agent : order) {
      boolean isHeld =
          plan.record(agent.id()).stopped().isPresent()
              || plan.isClosed(agent.id())
              || isBlocked(plan, agent)
              || (plan.validity(agent.id()) == PlanState.Validity.SUSPENDED
                  && policy.agents().stream()
                      .filter(other -> plan.allBefore(agent).contains(other.id()))
                      .anyMatch(other -> isBlocked(plan, other) || !isValid(plan, other.id())));
      boolean waits = agent.excludes().stream().anyMatch(having::contains);
      if (!plan.works(agent).isEmpty() && !isHeld && !waits) {
        having.add(agent.id());
      }
    }
    return having;
  }

  private static boolean isBlocked(PlanState plan, Agent agent) {
    return agent.after().stream().anyMatch(before -> !isValid(plan, before));
  }

  private static boolean isValid(PlanState plan, AgentId agent) {
    try {
      return plan.handoff(agent).isPresent();
    } catch (IOException e) {
      throw new AssertionError(e); // nothing is read
    }
  }

  private String key(Agent agent) {
    return step(agent) + agent.id().id();
  }

  private int step(Agent agent) {
    int step = 1;
    for (AgentId before : agent.after()) {
      step = Math.max(step, 1 + step(policy.agent(before).get(0)));
    }
    return step;
  }

  private void fault(int state, String what) {
    if (faults.size() < 5) {
      faults.add(what + ", after: " + way(state));
    }
  }

  private String way(int state) {
    List<String> way = new ArrayList<>();
    for (int at = state; at > 0; at = cameFrom.get(at)) {
      way.add(0, cameBy.get(at));
    }
    return String.join("; ", way);
  }

  /** Goes back from where all is done. */
  private long deadEnds(boolean isWhole) throws IOException {
    Ways back = honest.reversed();
    boolean[] leads = new boolean[known.size()];
    Deque<Integer> reached = new ArrayDeque<>(done);
    done.forEach(state -> leads[state] = true);
    int[] first = back.first(known.size());
    while (!reached.isEmpty()) {
      int state = reached.remove();
      for (int i = first[state]; i < first[state + 1]; i++) {
        int from = back.to[i];
        if (!leads[from]) {
          leads[from] = true;
          reached.add(from);
        }
      }
    }
    long deadEnds = 0;
    Set<Integer> beyond = new HashSet<>();
    open.forEach(world -> beyond.add(known.get(world.key())));
    Set<String> finished = new HashSet<>();
    for (int state = 0; state < leads.length; state++) {
      if (!leads[state]
          && !beyond.contains(state)
          && (isWhole || !finishes(looked.get(state), finished, new HashSet<>()))) {
        deadEnds++;
        fault(state, "no way on");
      }
    }
    return deadEnds;
  }

  /** Pairs of states. */
  private static final class Ways {
    private int[] from = new int[1024];
    private int[] to = new int[1024];
    private int size;

    void add(int one, int other) {
      if (size == from.length) {
        from = Arrays.copyOf(from, 2 * size);
        to = Arrays.copyOf(to, 2 * size);
      }
      from[size] = one;
      to[size++] = other;
    }

    /** The other way round, by where they begin. */
    Ways reversed() {
      Ways back = new Ways();
      int most = 0;
      for (int i = 0; i < size; i++) {
        most = Math.max(most, to[i]);
      }
      int[] at = new int[most + 2];
      for (int i = 0; i < size; i++) {
        at[to[i] + 1]++;
      }
      for (int i = 1; i < at.length; i++) {
        at[i] += at[i - 1];
      }
      back.from = new int[size];
      back.to = new int[size];
      back.size = size;
      for (int i = 0; i < size; i++) {
        int place = at[to[i]]++;
        back.from[place] = to[i];
        back.to[place] = from[i];
      }
      return back;
    }

    /** Where those of each state begin, if they are in order. */
    int[] first(int states) {
      int[] first = new int[states + 1];
      for (int i = 0; i < size; i++) {
        first[from[i] + 1]++;
      }
      for (int i = 1; i < first.length; i++) {
        first[i] += first[i - 1];
      }
      return first;
    }
  }
}
