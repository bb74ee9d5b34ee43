package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.gate.SmallMoves.Move;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.plan.Turns;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Every state that a plan can come into, and every move in each. In each of them hold: of two that
 * name each other never both have the turn, nobody's push or handoff is accepted while one that it
 * names has it, what is said to be possible is, and there is a way on to where all is integrated.
 * Who has the turn is worked out here once more, by going through the agents in their order.
 *
 * <p>Policies that differ in {@code excludes} alone are searched together. What an agent does while
 * it has to wait for another is done all the same once a maintainer has stopped that one, so that
 * all of them have the same states and moves; what differs is which moves are honest. That is kept
 * as bits, one for each policy. The gate is asked about every move under the first policy, in which
 * nobody excludes anybody, and {@link Turns} about every policy; that both together are what the
 * gate says under a policy with exclusions is looked at in some states, see {@link
 * SmallGate#differs}.
 */
final class TurnSearch {
  private static final int EVERY = 61;

  private final List<Policy> policies;
  private final Policy policy;
  private final SmallMoves.Scope scope;
  private final SmallGate gate;
  private final long whole;
  private final Keys known = new Keys();
  private final Deque<Open> open = new ArrayDeque<>();

  /** From which state, by which move, a state was first come to. */
  private final Numbers cameFrom = new Numbers();

  private final List<String> cameBy = new ArrayList<>();

  /** The moves to another state that are honest under some policy: where from, and by whom. */
  private final Numbers from = new Numbers();

  private final Numbers doers = new Numbers();

  /** For each state, the last of those that lead there, and for each of them the one before it. */
  private final Numbers lastTo = new Numbers();

  private final Numbers before = new Numbers();

  /** For each state, who waits in it, by what decides that; -1 before that was asked. */
  private final Numbers waiting = new Numbers();

  private final Map<String, Integer> factsKnown = new HashMap<>();
  private final List<long[]> waitingBy = new ArrayList<>();

  /** For each state that was looked at, what can happen in it, as a hash. */
  private long[] happens = new long[1024];

  /** How often a move led to a state that was known. */
  private long taken;

  /** For each state, under which policies a way on to where all is integrated is known. */
  private long[] leads = new long[1024];

  /** The states that were looked at, where those are not all. */
  private final List<SmallWorld> looked = new ArrayList<>();

  /** For each state beyond those, under which policies a way on was found. */
  private final Map<String, Long> finished = new HashMap<>();

  /** How the first state was come to. */
  private List<String> way = List.of();

  private final List<String> faults = new ArrayList<>();
  private long moves;

  private TurnSearch(List<Policy> policies, SmallMoves.Scope scope) {
    this.policies = policies;
    this.policy = policies.get(0);
    this.scope = scope;
    this.gate = new SmallGate(policy, scope);
    this.whole = policies.size() == Long.SIZE ? -1 : (1L << policies.size()) - 1;
  }

  /**
   * What was found.
   *
   * @param states each of which all the policies have
   * @param deadEnds states without a way to where all is integrated by moves of honest agents, each
   *     once for each policy
   * @param faults what does not hold, each with the moves that lead there; some of them
   */
  record Found(long states, long moves, long deadEnds, List<String> faults) {}

  /**
   * Searches all of it.
   *
   * @param policies those that differ in {@code excludes} alone, at most 64; first that in which
   *     nobody excludes anybody
   */
  static Found of(List<Policy> policies, SmallMoves.Scope scope) throws IOException {
    return near(policies, scope, Integer.MAX_VALUE);
  }

  /**
   * Searches what is nearest to the beginning; ways on that lead out of that are followed.
   *
   * @param most how many states
   */
  static Found near(List<Policy> policies, SmallMoves.Scope scope, int most) throws IOException {
    TurnSearch search = new TurnSearch(policies, scope);
    SmallWorld begun = SmallWorld.begun(search.gate.order(), scope);
    return search.search(begun, most);
  }

  /**
   * Searches what is nearest to where moves by chance lead.
   *
   * @param steps how many such moves
   * @param most how many states
   */
  static Found beyond(
      List<Policy> policies, SmallMoves.Scope scope, Random random, int steps, int most)
      throws IOException {
    TurnSearch search = new TurnSearch(policies, scope);
    SmallWorld world = SmallWorld.begun(search.gate.order(), scope);
    List<String> way = new ArrayList<>();
    for (int n = 0; n < steps; n++) {
      List<Move> all = SmallMoves.in(search.gate, world).found;
      Move move = all.get(random.nextInt(all.size()));
      way.add(move.name());
      world = move.next().world();
    }
    search.way = way;
    return search.search(world, most);
  }

  /** A state that is to be looked at. */
  private record Open(int state, SmallWorld world) {}

  private Found search(SmallWorld begun, int most) throws IOException {
    boolean isPart = most < Integer.MAX_VALUE;
    number(begun.key(), -1, "begin");
    open.add(new Open(0, begun));
    int searched = 0;
    while (!open.isEmpty() && searched < most) {
      // Where all are looked at, the last first: fewer wait.
      look(isPart ? open.remove() : open.removeLast(), isPart);
      searched++;
    }
    return new Found(searched, moves, deadEnds(searched), faults);
  }

  private void look(Open one, boolean isPart) throws IOException {
    SmallMoves all = SmallMoves.in(gate, one.world());
    if (isPart) {
      looked.add(all.world);
    }
    moves += all.found.size();
    int fresh = known.size();
    int[] to = follow(all, one.state());
    happens[one.state()] = happens(all, to);
    for (int i = 0; i < to.length; i++) {
      Move move = all.found.get(i);
      if (to[i] == fresh) {
        open.add(new Open(fresh++, move.next().world()));
      } else if (++taken % EVERY == 0 && happens[to[i]] != 0) {
        holdsForBoth(to[i], move.next().world());
      }
    }
    check(all, one.state());
  }

  /** Puts on record what is done in a state; the states that its moves lead to. */
  private int[] follow(SmallMoves all, int state) throws IOException {
    waiting.set(state, waiting(all, state));
    int[] to = new int[all.found.size()];
    for (int i = 0; i < to.length; i++) {
      Move move = all.found.get(i);
      to[i] = number(move.next().key(), state, move.name());
      if (move.doer() != SmallMoves.MAINTAINER && to[i] != state) {
        before.add(lastTo.get(to[i]));
        lastTo.set(to[i], from.size());
        from.add(state);
        doers.add(move.doer());
        leads(state, leads[to[i]] & honest(move.doer(), state));
      }
    }
    if (all.isDone()) {
      leads(state, whole);
    }
    return to;
  }

  /** What can happen in a world, where that leads to, and what the gate says. */
  private static long happens(SmallMoves all, int[] to) throws IOException {
    Set<String> happening = new HashSet<>();
    for (int i = 0; i < to.length; i++) {
      Move move = all.found.get(i);
      happening.add(move.name() + move.doer() + "," + to[i]);
    }
    happening.add(all.answers.toString() + all.isDone());
    long sum = 0;
    for (String one : happening) {
      long hash = one.hashCode() * 0x9E3779B97F4A7C15L + one.length();
      sum += (hash ^ hash >>> 31) * 0xBF58476D1CE4E5B9L;
    }
    return sum;
  }

  /** Of two worlds with one key the same holds. */
  private void holdsForBoth(int state, SmallWorld other) throws IOException {
    SmallMoves all = SmallMoves.in(gate, other);
    int[] to = new int[all.found.size()];
    for (int i = 0; i < to.length; i++) {
      to[i] = known.get(all.found.get(i).next().key());
    }
    if (happens(all, to) != happens[state]) {
      fault(state, 0, "what is taken for this differs from it");
    }
  }

  private int number(String key, int state, String name) {
    int number = known.add(key);
    if (number >= 0) {
      return number;
    }
    cameFrom.add(state);
    cameBy.add(name.intern());
    lastTo.add(-1);
    waiting.add(-1);
    if (leads.length < known.size()) {
      leads = Arrays.copyOf(leads, 2 * leads.length);
      happens = Arrays.copyOf(happens, leads.length);
    }
    return known.size() - 1;
  }

  /** From a state there is a way on under these policies, and so from those that lead there. */
  private void leads(int to, long policies) {
    Deque<Integer> reached = new ArrayDeque<>();
    if ((policies & ~leads[to]) != 0) {
      leads[to] |= policies;
      reached.add(to);
    }
    while (!reached.isEmpty()) {
      int state = reached.remove();
      for (int move = lastTo.get(state); move >= 0; move = before.get(move)) {
        int one = from.get(move);
        long more = leads[state] & honest(doers.get(move), one) & ~leads[one];
        if (more != 0) {
          leads[one] |= more;
          reached.add(one);
        }
      }
    }
  }

  /** Under which policies it is honest in a state to do what this one does. */
  private long honest(int doer, int state) {
    return honest(doer, waitingBy.get(waiting.get(state)));
  }

  private long honest(int doer, long[] waits) {
    return doer == SmallMoves.ANYBODY ? whole : whole & ~waits[doer];
  }

  /**
   * Under which of these policies honest moves lead on to the end: depth first, and what brings it
   * nearer first.
   */
  private long finishes(SmallWorld world, long wanted, Map<String, Long> tried) throws IOException {
    int number = known.get(world.key());
    long ends = finished.getOrDefault(world.key(), 0L) | (number < 0 ? 0 : leads[number]);
    long left = wanted & ~ends & ~tried.getOrDefault(world.key(), 0L);
    if (left == 0) {
      return ends & wanted;
    }
    tried.merge(world.key(), left, (one, other) -> one | other);
    SmallMoves all = SmallMoves.honest(gate, world);
    long more = all.isDone() ? left : 0;
    long[] waits = waitingBy.get(waiting(all, 0));
    List<Move> next = new ArrayList<>(all.found);
    next.sort(Comparator.comparingInt(move -> "ihrp".indexOf(move.name().charAt(0))));
    for (Move move : next) {
      long under = honest(move.doer(), waits) & left & ~more;
      if (under != 0) {
        more |= finishes(move.next().world(), under, tried);
      }
    }
    finished.merge(world.key(), more, (one, other) -> one | other);
    return (ends | more) & wanted;
  }

  /**
   * Who has to wait, for each agent under which policies: by the number of an answer, which is the
   * same wherever all is the same that {@link Turns} asks the plan about.
   */
  private int waiting(SmallMoves all, int state) throws IOException {
    StringBuilder facts = new StringBuilder();
    for (Agent agent : policy.agents()) {
      facts
          .append(all.plan.progress().works(agent).isEmpty())
          .append(all.plan.record(agent.id()).stopped().isPresent())
          .append(all.plan.isClosed(agent.id()))
          .append(all.plan.validity(agent.id()));
    }
    Integer number = factsKnown.get(facts.toString());
    if (number == null) {
      number = waitingBy.size();
      factsKnown.put(facts.toString(), number);
      waitingBy.add(findWaiting(all.plan, state));
    }
    return number;
  }

  private long[] findWaiting(PlanState plan, int state) throws IOException {
    long[] waiting = new long[policy.agents().size()];
    Set<AgentId> may = notHeldBack(plan);
    for (int i = 0; i < policies.size(); i++) {
      Policy one = policies.get(i);
      Turns turns = new Turns(plan, Set.of(), one);
      Set<AgentId> having = having(one, may);
      for (int n = 0; n < waiting.length; n++) {
        Agent agent = one.agents().get(n);
        boolean waits = false;
        for (AgentId other : agent.excludes()) {
          waits |= having.contains(other);
          boolean isMutual = one.agent(other).orElseThrow().excludes().contains(agent.id());
          if (isMutual && having.contains(other) && turns.hasTurn(agent)) {
            fault(state, i, agent.id() + " and " + other + " both have the turn");
          }
        }
        if (having.contains(agent.id()) != turns.hasTurn(agent)) {
          fault(state, i, agent.id() + " has the turn, or not");
        }
        if (waits != !turns.inTheWayOf(agent).isEmpty()) {
          fault(state, i, agent.id() + " goes on while one that it excludes has the turn, or not");
        }
        boolean isKept =
            scope.rule() == SmallMoves.Rule.TURNS ? waits : worksAnybody(agent.excludes(), plan);
        waiting[n] |= isKept ? 1L << i : 0;
      }
    }
    return waiting;
  }

  private boolean worksAnybody(List<AgentId> of, PlanState plan) throws IOException {
    boolean works = false;
    for (AgentId id : of) {
      works |= !plan.progress().works(policy.agent(id).orElseThrow()).isEmpty();
    }
    return works;
  }

  private void check(SmallMoves all, int state) throws IOException {
    for (int n = 0; n < policy.agents().size(); n++) {
      Agent agent = policy.agents().get(n);
      SmallGate.Answer answer = all.answers.get(n);
      if (answer.mayPush() != answer.pushes()) {
        String what = answer.pushes() ? " pushes and may not" : " may push and can't";
        fault(state, 0, agent.id() + what);
      }
      if (scope.rule() == SmallMoves.Rule.TURNS && state % EVERY == 0) {
        int one = state / EVERY % policies.size();
        boolean waits = (waitingBy.get(waiting.get(state))[n] >> one & 1) != 0;
        String differs = gate.differs(policies.get(one), agent, all.world, answer, waits);
        if (!differs.isEmpty()) {
          fault(state, one, differs);
        }
      }
    }
  }

  /** Who would have the turn if nobody excluded anybody, in words. */
  private Set<AgentId> notHeldBack(PlanState plan) throws IOException {
    Set<AgentId> may = new HashSet<>();
    for (Agent agent : policy.agents()) {
      boolean isHeld =
          plan.record(agent.id()).stopped().isPresent()
              || plan.isClosed(agent.id())
              || isBlocked(plan, agent)
              || (plan.validity(agent.id()) == PlanState.Validity.SUSPENDED
                  && policy.agents().stream()
                      .filter(other -> plan.allBefore(agent).contains(other.id()))
                      .anyMatch(other -> isBlocked(plan, other) || !isValid(plan, other.id())));
      if (!plan.progress().works(agent).isEmpty() && !isHeld) {
        may.add(agent.id());
      }
    }
    return may;
  }

  /** Who has the turn, in words: of those, through the agents by step and id. */
  private static Set<AgentId> having(Policy policy, Set<AgentId> may) {
    List<Agent> order = new ArrayList<>(policy.agents());
    order.sort((one, other) -> key(policy, one).compareTo(key(policy, other)));
    Set<AgentId> having = new HashSet<>();
    for (Agent agent : order) {
      if (may.contains(agent.id()) && agent.excludes().stream().noneMatch(having::contains)) {
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

  private static String key(Policy policy, Agent agent) {
    return step(policy, agent) + agent.id().id();
  }

  private static int step(Policy policy, Agent agent) {
    int step = 1;
    for (AgentId before : agent.after()) {
      step = Math.max(step, 1 + step(policy, policy.agent(before).orElseThrow()));
    }
    return step;
  }

  private void fault(int state, int policy, String what) {
    if (faults.size() < 5) {
      StringBuilder excludes = new StringBuilder();
      for (Agent agent : policies.get(policy).agents()) {
        excludes.append(agent.id()).append(" excludes ").append(agent.excludes()).append(", ");
      }
      faults.add(excludes + what + ", after: " + way(state));
    }
  }

  private String way(int state) {
    List<String> names = new ArrayList<>();
    for (int at = state; at > 0; at = cameFrom.get(at)) {
      names.add(0, cameBy.get(at));
    }
    names.addAll(0, way);
    return String.join("; ", names);
  }

  private long deadEnds(int searched) throws IOException {
    long deadEnds = 0;
    for (int state = 0; state < searched; state++) {
      long stays = whole & ~leads[state];
      if (stays != 0 && !looked.isEmpty()) {
        stays &= ~finishes(looked.get(state), stays, new HashMap<>());
      }
      if (stays != 0) {
        deadEnds += Long.bitCount(stays);
        fault(state, Long.numberOfTrailingZeros(stays), "no way on");
      }
    }
    return deadEnds;
  }

  /**
   * The numbers of states by their keys, of which only digests of 128 bits are kept, so that tens
   * of millions fit: that two of so many are alike is less likely than that memory fails.
   */
  private static final class Keys {
    private final MessageDigest digest;
    private long[] digests = new long[1 << 12];
    private int[] numbers = new int[1 << 11];
    private int size;

    Keys() {
      try {
        digest = MessageDigest.getInstance("MD5");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e); // every Java has it
      }
    }

    int size() {
      return size;
    }

    /** The number of a key, or -1. */
    int get(String key) {
      return numbers[place(key)] - 1;
    }

    /** The number of a key that is there; -1 if it was added, as the last. */
    int add(String key) {
      int place = place(key);
      if (numbers[place] != 0) {
        return numbers[place] - 1;
      }
      ByteBuffer of = digest(key);
      digests[2 * place] = of.getLong(0);
      digests[2 * place + 1] = of.getLong(8);
      numbers[place] = ++size;
      if (2 * size > numbers.length) {
        grow();
      }
      return -1;
    }

    private ByteBuffer digest(String key) {
      return ByteBuffer.wrap(digest.digest(key.getBytes(StandardCharsets.UTF_16BE)));
    }

    private int place(String key) {
      ByteBuffer of = digest(key);
      return place(of.getLong(0), of.getLong(8));
    }

    private int place(long one, long other) {
      int place = (int) one & (numbers.length - 1);
      while (numbers[place] != 0
          && (digests[2 * place] != one || digests[2 * place + 1] != other)) {
        place = (place + 1) & (numbers.length - 1);
      }
      return place;
    }

    private void grow() {
      long[] of = digests;
      int[] numbered = numbers;
      digests = new long[2 * of.length];
      numbers = new int[2 * numbered.length];
      for (int i = 0; i < numbered.length; i++) {
        if (numbered[i] != 0) {
          int place = place(of[2 * i], of[2 * i + 1]);
          digests[2 * place] = of[2 * i];
          digests[2 * place + 1] = of[2 * i + 1];
          numbers[place] = numbered[i];
        }
      }
    }
  }

  /** A list that grows; millions of them fit. */
  private static final class Numbers {
    private int[] numbers = new int[1024];
    private int size;

    void add(int number) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * size);
      }
      numbers[size++] = number;
    }

    void set(int index, int number) {
      numbers[index] = number;
    }

    int get(int index) {
      return numbers[index];
    }

    int size() {
      return size;
    }
  }
}
