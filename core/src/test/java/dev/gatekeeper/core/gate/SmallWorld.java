package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Handoff.Basis;
import dev.gatekeeper.core.ledger.Integration;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.ledger.Integration.Undone;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A repository and its ledger, with nothing in them but what can still decide anything: commits
 * that all who refer to commits contain alike are one commit, and what is on record of the past
 * alone is forgotten. Two worlds in which the same can happen are the same world, however many
 * pushes led there.
 *
 * @param history its refs are the integration branch and the agents' branches
 * @param key the same for the same world
 */
record SmallWorld(SmallHistory history, LedgerState ledger, String key) {
  /** The digest of a policy under which a handoff was made that does not hold now. */
  private static final String FORMER = "f".repeat(64);

  private static final Oid LOST = new Oid("f".repeat(40));

  /**
   * In which nothing has happened yet.
   *
   * @param scope what happens in it
   */
  static SmallWorld begun(Order order, SmallMoves.Scope scope) {
    return new Reduction(SmallHistory.begun(), LedgerState.EMPTY, order, scope).world();
  }

  /** Whether a branch is an agent's. */
  static boolean isOf(AgentId agent, RefName branch) {
    return branch.name().charAt(11) == agent.id().charAt(0); // after refs/heads/
  }

  /** What is on record if all but one agent are stopped. */
  LedgerState alone(AgentId agent) {
    Map<AgentId, AgentRecord> records = new HashMap<>(ledger.agents());
    for (String name : SmallHistory.AGENTS) {
      AgentId id = new AgentId(name);
      if (!id.equals(agent)) {
        records.put(id, stopped(ledger.agent(id)));
      }
    }
    return new LedgerState(ledger.events(), ledger.policy(), records);
  }

  private static AgentRecord stopped(AgentRecord of) {
    return new AgentRecord(
        of.handoff(),
        of.first(),
        of.open(),
        of.lapsed(),
        Optional.of(new AgentRecord.Mark(Actor.named("m"), Instant.EPOCH, "r")),
        of.running(),
        of.last(),
        of.standing(),
        of.leftBehind(),
        of.integrations(),
        of.restarts(),
        of.removed(),
        List.of());
  }

  /**
   * Who comes before and after whom.
   *
   * @param policy in the order of which the rest is
   * @param before for each agent, the numbers of those before it, itself included
   */
  record Order(Policy policy, List<int[]> before) {
    static Order of(Policy policy) {
      List<int[]> before = new ArrayList<>();
      List<Agent> agents = policy.agents();
      for (Agent agent : agents) {
        Set<AgentId> all = TurnPolicies.withThoseBefore(policy, agent);
        before.add(numbers(agents, one -> all.contains(one.id())));
      }
      return new Order(policy, before);
    }

    private static int[] numbers(List<Agent> agents, Predicate<Agent> which) {
      return IntStream.range(0, agents.size()).filter(n -> which.test(agents.get(n))).toArray();
    }
  }

  /** How a world comes of what has happened. */
  static final class Reduction {
    private final Order order;
    private final Policy policy;
    private final SmallMoves.Scope scope;
    private SmallHistory history;
    private final Map<AgentId, AgentRecord> records = new LinkedHashMap<>();
    private final Oid main;
    private final List<Undone> restarts = new ArrayList<>();

    /** Who refers to a commit, in an order that all worlds have in common. */
    private final List<Oid> referring = new ArrayList<>();

    /** What tells worlds apart that have other commits. */
    private final StringBuilder exact = new StringBuilder();

    private String key = "";

    /**
     * Of each commit, who refers to what contains it; and for each such, whose files are changed.
     */
    private long[] whose = {};

    private final TreeMap<Long, Integer> brings = new TreeMap<>();

    private final Map<AgentId, AgentRecord> shorter = new LinkedHashMap<>();

    /** What is left of a world without the agents that a policy does not name. */
    Reduction(SmallWorld world, Order order, SmallMoves.Scope scope) {
      this(world.history().of(order.policy()), world.ledger(), order, scope);
    }

    Reduction(SmallHistory history, LedgerState ledger, Order order, SmallMoves.Scope scope) {
      this.history = history;
      this.order = order;
      this.policy = order.policy();
      this.scope = scope;
      this.main = history.tip(SmallHistory.MAIN);
      policy.agents().forEach(agent -> records.put(agent.id(), ledger.agent(agent.id())));
      records.values().forEach(record -> restarts.addAll(record.restarts()));
      reduce();
    }

    String key() {
      return key;
    }

    private void reduce() {
      history = withWhatMakesNoDifference();
      records.forEach((id, record) -> shorter.put(id, shorter(id, record)));
      if (stays()) {
        key = SmallKey.of(history, shorter, order);
      } else {
        name();
        key = exact.toString();
      }
    }

    /**
     * What main has of others than an agent and those before it decides nothing about that agent's
     * work: all of it may as well be in there.
     */
    private SmallHistory withWhatMakesNoDifference() {
      long inMain = history.bits(List.of(main));
      long[] matters = new long[history.size()];
      Map<RefName, Oid> refs = new TreeMap<>((one, other) -> one.name().compareTo(other.name()));
      refs.putAll(history.refs());
      for (int n = 0; n < policy.agents().size(); n++) {
        Agent agent = policy.agents().get(n);
        long own = scope.undoes() ? changing(n) : handedOff(n);
        List<Oid> theirs = theirs(agent);
        for (Map.Entry<RefName, Oid> ref : refs.entrySet()) {
          if (isOf(agent.id(), ref.getKey())
              && isIn(ref.getValue(), main)
              && (inMain & ~history.within(history.number(ref.getValue())) & own) == 0) {
            ref.setValue(main);
          }
        }
        for (long left = history.bits(theirs) & ~inMain; left != 0; left &= left - 1) {
          matters[Long.numberOfTrailingZeros(left)] |= own;
        }
      }
      return history.holdingMore(inMain, matters, refs);
    }

    private List<Oid> theirs(Agent agent) {
      List<Oid> theirs = new ArrayList<>();
      record(agent.id()).handoff().ifPresent(made -> theirs.add(made.commit()));
      for (Map.Entry<RefName, Oid> ref : history.refs().entrySet()) {
        if (isOf(agent.id(), ref.getKey())) {
          theirs.add(ref.getValue());
        }
      }
      return theirs;
    }

    /** What was handed off by the agent and those before it: of main that alone is lacked. */
    private long handedOff(int agent) {
      long bits = 0;
      for (int n : order.before().get(agent)) {
        AgentRecord record = record(policy.agents().get(n).id());
        bits |= record.first().isPresent() ? bit(record.first().get()) : 0;
        bits |= record.handoff().isPresent() ? bit(record.handoff().get().commit()) : 0;
        for (Integration i : record.integrations()) {
          bits |= bit(i.first()) | bit(i.step().handoff());
        }
      }
      return bits;
    }

    private long bit(Oid commit) {
      return 1L << history.number(commit);
    }

    /** The commits that change files of the agent or of those before it: they may be undone. */
    private long changing(int agent) {
      int agents = 0;
      for (int n : order.before().get(agent)) {
        agents |= 1 << SmallHistory.AGENTS.indexOf(policy.agents().get(n).id().id());
      }
      long bringing = 0;
      for (int commit = 0; commit < history.size(); commit++) {
        bringing |= (history.brings(commit) & agents) == 0 ? 0 : 1L << commit;
      }
      return bringing;
    }

    private AgentRecord record(AgentId agent) {
      return records.getOrDefault(agent, AgentRecord.NEW);
    }

    private Oid refer(Oid commit) {
      if (!commit.isZero() && !commit.equals(LOST)) {
        referring.add(commit);
      }
      return commit;
    }

    private boolean isIn(Oid commit, Oid tip) {
      return history.contains(tip, commit);
    }

    private boolean isUndone(Oid commit) {
      for (Undone r : restarts) {
        if (isIn(commit, r.step().after()) && !isIn(commit, r.step().before())) {
          return true;
        }
      }
      return false;
    }

    private boolean isIntegrated(Oid commit) {
      return isIn(commit, main) && !isUndone(commit);
    }

    /** All work from now on contains it. */
    private boolean isEverywhere(Oid commit) {
      return history.refs().values().stream().allMatch(tip -> isIn(commit, tip))
          && records.values().stream()
              .flatMap(record -> record.handoff().stream())
              .allMatch(handoff -> isIn(commit, handoff.commit()));
    }

    /** One whose only use is past is the same as if it had not been. */
    private AgentRecord shorter(AgentId id, AgentRecord of) {
      Optional<Handoff> handoff = of.handoff().map(made -> shorter(made, of.lapsed()));
      boolean isOpen = handoff.filter(made -> !isIntegrated(made.commit())).isPresent();
      List<Integration> last = List.of();
      for (Integration i : of.integrations()) {
        if (isIntegrated(i.step().handoff())) {
          Oid first = first(id, i.first(), i.handoff());
          last = List.of(new Integration(shorter(i.step()), shorter(i.handoff(), false), first));
        }
      }
      List<Undone> counting = new ArrayList<>();
      for (Undone restart : of.restarts()) {
        if (!isEverywhere(restart.commit())) {
          counting.add(new Undone(restart.commit(), shorter(restart.step())));
        }
      }
      return new AgentRecord(
          handoff,
          handoff.flatMap(made -> of.first().map(first -> first(id, first, made))),
          of.open() && isOpen && !of.lapsed(),
          of.lapsed() && isOpen,
          of.stopped().map(mark -> new AgentRecord.Mark(Actor.named("m"), Instant.EPOCH, "r")),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          0,
          last,
          counting,
          List.of(),
          List.of());
    }

    /** With whom nobody comes after, nobody asks how long the line of handoffs is. */
    private Oid first(AgentId id, Oid first, Handoff last) {
      boolean isAsked = false;
      for (Agent agent : policy.agents()) {
        isAsked |= agent.after().contains(id);
      }
      return isAsked ? first : last.commit();
    }

    /** The merge contains no more of the agent's than what it merged. */
    private Step shorter(Step of) {
      Oid before = scope.undoes() ? of.before() : of.handoff();
      return new Step(of.agent(), of.branch(), of.handoff(), before, of.handoff());
    }

    private Handoff shorter(Handoff made, boolean lapsed) {
      boolean isIn = isIntegrated(made.commit());
      Basis basis = made.basis();
      return new Handoff(
          1,
          Instant.EPOCH,
          made.branch(),
          made.commit(),
          new Basis(
              Oid.ZERO,
              basis.terms(),
              List.of(made.commit()),
              furthest(basis.builtOn()),
              basis.clean(),
              false),
          lapsed && !isIn ? FORMER : policy.digest());
    }

    /** Whether all that is ever there stays, so that less tells worlds apart. */
    private boolean stays() {
      return !scope.loses() && !scope.undoes();
    }

    /** Of what a handoff builds on, that which main does not have, nor another of it. */
    private List<Oid> furthest(List<Oid> builtOn) {
      List<Oid> beyond = builtOn.stream().filter(commit -> !isIn(commit, main)).toList();
      return !stays()
          ? beyond
          : beyond.stream()
              .filter(
                  commit ->
                      beyond.stream()
                          .allMatch(other -> other.equals(commit) || !isIn(commit, other)))
              .toList();
    }

    private void flags(AgentRecord record) {
      record.handoff().ifPresent(made -> exact.append(made.branch().shortName()));
      record.integrations().forEach(i -> exact.append('i').append(i.step().branch().shortName()));
      exact
          .append(record.open() ? 'o' : '-')
          .append(record.lapsed() ? 'l' : '-')
          .append(record.stopped().isPresent() ? 's' : '-')
          .append(record.restarts().size());
      record.handoff().ifPresent(made -> exact.append(made.basis().builtOn().size()));
      exact.append(';');
    }

    /** A record with other names for its commits. */
    private static AgentRecord renamed(AgentRecord of, UnaryOperator<Oid> name) {
      Optional<Handoff> handoff = of.handoff().map(made -> renamed(made, name));
      Optional<Oid> first = of.first().map(name);
      List<Integration> integrations = new ArrayList<>();
      for (Integration one : of.integrations()) {
        integrations.add(
            new Integration(
                renamed(one.step(), name), renamed(one.handoff(), name), name.apply(one.first())));
      }
      List<Undone> restarts = new ArrayList<>();
      for (Undone one : of.restarts()) {
        restarts.add(new Undone(name.apply(one.commit()), renamed(one.step(), name)));
      }
      return new AgentRecord(
          handoff,
          first,
          of.open(),
          of.lapsed(),
          of.stopped(),
          of.running(),
          of.last(),
          of.standing(),
          of.leftBehind(),
          integrations,
          restarts,
          of.removed(),
          List.of());
    }

    private static Step renamed(Step of, UnaryOperator<Oid> name) {
      return new Step(
          of.agent(),
          of.branch(),
          name.apply(of.handoff()),
          name.apply(of.before()),
          name.apply(of.after()));
    }

    private static Handoff renamed(Handoff of, UnaryOperator<Oid> name) {
      Basis basis = of.basis();
      return new Handoff(
          of.event(),
          of.at(),
          of.branch(),
          name.apply(of.commit()),
          new Basis(
              basis.tree(),
              basis.terms(),
              renamed(basis.trusted(), name),
              renamed(basis.builtOn(), name),
              basis.clean(),
              basis.continues()),
          of.policy());
    }

    private static List<Oid> renamed(List<Oid> of, UnaryOperator<Oid> name) {
      if (of.size() == 1) {
        return List.of(name.apply(of.get(0)));
      }
      List<Oid> renamed = new ArrayList<>(of);
      renamed.replaceAll(name);
      return renamed;
    }

    /**
     * Makes one commit of those that the same contain, and gives them names by which do. Where all
     * stays these are main, the tips, the handoffs and what was integrated, from which alone work
     * goes on: a commit contains whatever all of those do that contain it.
     */
    private void name() {
      if (!referring.isEmpty()) {
        return;
      }
      refer(main);
      for (Map.Entry<AgentId, AgentRecord> entry : shorter.entrySet()) {
        for (Map.Entry<RefName, Oid> ref : history.refs().entrySet()) {
          if (isOf(entry.getKey(), ref.getKey())) {
            exact.append(ref.getKey().name().charAt(13));
            refer(ref.getValue());
          }
        }
        flags(entry.getValue());
        Object unused = renamed(entry.getValue(), this::refer);
      }
      int[] places = new int[history.size()];
      int distinct = 0;
      whose = new long[history.size()];
      boolean[] isReferred = new boolean[history.size()];
      List<Oid> roots = stays() ? roots() : referring;
      List<Oid> all = new ArrayList<>(roots);
      all.addAll(referring);
      for (int at = 0; at < all.size(); at++) {
        int number = history.number(all.get(at));
        isReferred[number] = true;
        if (places[number] == 0 && (at < roots.size() || whose[number] == 0)) {
          for (long left = history.within(number); left != 0; left &= left - 1) {
            whose[Long.numberOfTrailingZeros(left)] |= 1L << distinct;
          }
          places[number] = ++distinct;
        }
      }
      long inMain = history.within(history.number(main));
      for (int commit = 0; commit < whose.length; commit++) {
        boolean isMain = !scope.undoes() && (inMain >> commit & 1) != 0;
        boolean isNamed = isReferred[commit];
        boolean isRoot = whose[commit] == (1L << distinct) - 1;
        if (whose[commit] != 0 && (!isMain || isNamed || isRoot)) {
          int bringing = isMain ? 0 : history.brings(commit);
          brings.merge(whose[commit], bringing, (one, other) -> one | other);
        }
      }
      brings.forEach(
          (referring, bringing) ->
              exact
                  .append((char) (referring & 0xffff))
                  .append((char) (referring >> 16 & 0xffff))
                  .append((char) ('0' + bringing)));
      exact.append('|');
      referring.forEach(commit -> exact.append((char) places[history.number(commit)]));
    }

    private List<Oid> roots() {
      List<Oid> roots = new ArrayList<>(history.refs().values());
      for (AgentRecord record : shorter.values()) {
        record.handoff().ifPresent(made -> roots.add(made.commit()));
        record.integrations().forEach(one -> roots.add(one.step().handoff()));
      }
      return roots;
    }

    /** The world itself, with new names for its commits. */
    SmallWorld world() {
      name();
      List<Long> classes = List.copyOf(brings.keySet());
      long[] within = new long[classes.size()];
      int[] bringing = new int[classes.size()];
      Map<Long, Integer> numbers = new HashMap<>();
      for (int i = 0; i < within.length; i++) {
        numbers.put(classes.get(i), i);
        bringing[i] = brings.getOrDefault(classes.get(i), 0);
        for (int j = 0; j < within.length; j++) {
          if ((classes.get(i) & ~classes.get(j)) == 0) {
            within[i] |= 1L << j;
          }
        }
      }
      UnaryOperator<Oid> name =
          commit ->
              commit.isZero() || commit.equals(LOST)
                  ? commit
                  : SmallHistory.id(numbers.getOrDefault(whose[history.number(commit)], -1));
      Map<RefName, Oid> refs = new TreeMap<>((one, other) -> one.name().compareTo(other.name()));
      history.refs().forEach((ref, tip) -> refs.put(ref, name.apply(tip)));
      Map<AgentId, AgentRecord> all = new HashMap<>();
      shorter.forEach((id, record) -> all.put(id, renamed(record, name)));
      return new SmallWorld(
          new SmallHistory(within, bringing, refs), new LedgerState(0, policy.digest(), all), key);
    }
  }
}
