package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.Basis;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration;
import dev.gatekeeper.core.ledger.LedgerState;
import dev.gatekeeper.core.ledger.Restart;
import dev.gatekeeper.core.ledger.Step;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

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
   * @param undoes whether integrations are undone in it
   */
  static SmallWorld begun(Policy policy, boolean undoes) {
    return new Reduction(SmallHistory.begun(), LedgerState.EMPTY, policy, undoes).world();
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
        of.removed());
  }

  /** How a world comes of what has happened. */
  static final class Reduction {
    private final Policy policy;
    private final boolean undoes;
    private SmallHistory history;
    private final Map<AgentId, AgentRecord> records = new LinkedHashMap<>();
    private final Oid main;
    private final List<Restart> restarts = new ArrayList<>();

    /** Who refers to a commit, in an order that all worlds have in common. */
    private final List<Oid> referring = new ArrayList<>();

    private final StringBuilder key = new StringBuilder();

    /**
     * Of each commit, who refers to what contains it; and for each such, whose files are changed.
     */
    private long[] whose = {};

    private final TreeMap<Long, Integer> brings = new TreeMap<>();

    private final Map<AgentId, AgentRecord> shorter = new LinkedHashMap<>();

    Reduction(SmallHistory history, LedgerState ledger, Policy policy, boolean undoes) {
      this.history = history;
      this.policy = policy;
      this.undoes = undoes;
      this.main = history.tip(SmallHistory.MAIN);
      policy.agents().forEach(agent -> records.put(agent.id(), ledger.agent(agent.id())));
      records.values().forEach(record -> restarts.addAll(record.restarts()));
      reduce();
    }

    String key() {
      return key.toString();
    }

    private void reduce() {
      history = withWhatMakesNoDifference();
      for (Agent agent : policy.agents()) {
        records.computeIfPresent(agent.id(), (id, record) -> withLatestFirst(id, record));
      }
      records.forEach((id, record) -> shorter.put(id, shorter(id, record)));
      refer(main);
      for (Map.Entry<AgentId, AgentRecord> entry : shorter.entrySet()) {
        for (Map.Entry<RefName, Oid> ref : history.refs().entrySet()) {
          if (isOf(entry.getKey(), ref.getKey())) {
            key.append(ref.getKey().name().charAt(13));
            refer(ref.getValue());
          }
        }
        flags(entry.getValue());
        Object unused = renamed(entry.getValue(), this::refer);
      }
      name();
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
      for (Agent agent : policy.agents()) {
        long own = bringing(agent);
        List<Oid> theirs = theirs(agent);
        for (Map.Entry<RefName, Oid> ref : history.refs().entrySet()) {
          if (isOf(agent.id(), ref.getKey())) {
            if (isIn(ref.getValue(), main)
                && (inMain & ~history.bits(List.of(ref.getValue())) & own) == 0) {
              refs.put(ref.getKey(), main);
            }
          }
        }
        for (long left = history.bits(theirs) & ~inMain; left != 0; left &= left - 1) {
          matters[Long.numberOfTrailingZeros(left)] |= own;
        }
      }
      return history.holdingMore(inMain, matters, refs);
    }

    /**
     * Where all that has the first of a line of handoffs has the last, that is the first as well.
     */
    private AgentRecord withLatestFirst(AgentId id, AgentRecord record) {
      if (record.handoff().isEmpty() || theirs(id).stream().anyMatch(c -> isOlder(record, c))) {
        return record;
      }
      return new AgentRecord(
          record.handoff(),
          record.handoff().map(Handoff::commit),
          record.open(),
          record.lapsed(),
          record.stopped(),
          record.running(),
          record.last(),
          record.standing(),
          record.leftBehind(),
          record.integrations(),
          record.restarts(),
          record.removed());
    }

    private boolean isOlder(AgentRecord record, Oid commit) {
      return isIn(record.first().orElseThrow(), commit)
          && !isIn(record.handoff().orElseThrow().commit(), commit);
    }

    /** The commits that those who come after the agent go on from, but for main. */
    private List<Oid> theirs(AgentId before) {
      List<Oid> theirs = new ArrayList<>();
      for (Agent agent : policy.agents()) {
        if (agent.after().contains(before)) {
          theirs.addAll(theirs(agent));
        }
      }
      return theirs;
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

    private static boolean isOf(AgentId agent, RefName branch) {
      return branch.name().startsWith("refs/heads/" + agent + "/");
    }

    /** What of main decides anything about those who lack it. */
    private long bringing(Agent agent) {
      return undoes ? changing(agent) : handedOff(agent);
    }

    /** What was handed off by the agent and those before it. */
    private long handedOff(Agent agent) {
      long bits = 0;
      Deque<Agent> all = new ArrayDeque<>(List.of(agent));
      while (!all.isEmpty()) {
        Agent next = all.remove();
        AgentRecord record = record(next.id());
        List<Oid> made = new ArrayList<>(record.first().stream().toList());
        record.handoff().ifPresent(handoff -> made.add(handoff.commit()));
        record.integrations().forEach(i -> made.addAll(List.of(i.first(), i.step().handoff())));
        for (Oid commit : made) {
          bits |= 1L << history.number(commit);
        }
        next.after().forEach(before -> all.addAll(policy.agent(before)));
      }
      return bits;
    }

    /** The commits that change files of the agent or of those before it. */
    private long changing(Agent agent) {
      int agents = 0;
      Deque<Agent> all = new ArrayDeque<>(List.of(agent));
      while (!all.isEmpty()) {
        Agent next = all.remove();
        agents |= 1 << SmallHistory.AGENTS.indexOf(next.id().id());
        next.after().forEach(before -> all.addAll(policy.agent(before)));
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
      return restarts.stream()
          .anyMatch(r -> isIn(commit, r.step().after()) && !isIn(commit, r.step().before()));
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
      List<Integration> integrations =
          of.integrations().stream().filter(i -> isIntegrated(i.step().handoff())).toList();
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
          integrations.subList(Math.max(0, integrations.size() - 1), integrations.size()).stream()
              .map(
                  i ->
                      new Integration(
                          shorter(i.step()),
                          shorter(i.handoff(), false),
                          first(id, i.first(), i.handoff())))
              .toList(),
          of.restarts().stream()
              .filter(restart -> !isEverywhere(restart.commit()))
              .map(restart -> new Restart(restart.commit(), shorter(restart.step())))
              .toList(),
          List.of());
    }

    /** With whom nobody comes after, nobody asks how long the line of handoffs is. */
    private Oid first(AgentId id, Oid first, Handoff last) {
      return policy.agents().stream().anyMatch(agent -> agent.after().contains(id))
          ? first
          : last.commit();
    }

    /** The merge contains no more of the agent's than what it merged. */
    private Step shorter(Step of) {
      Oid before = undoes ? of.before() : of.handoff();
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
              basis.builtOn().stream().filter(commit -> !isIn(commit, main)).toList(),
              basis.clean(),
              false),
          lapsed && !isIn ? FORMER : policy.digest());
    }

    private void flags(AgentRecord record) {
      record.handoff().ifPresent(made -> key.append(made.branch().shortName()));
      record.integrations().forEach(i -> key.append('i').append(i.step().branch().shortName()));
      key.append(record.open() ? 'o' : '-')
          .append(record.lapsed() ? 'l' : '-')
          .append(record.stopped().isPresent() ? 's' : '-')
          .append(record.restarts().size());
      record.handoff().ifPresent(made -> key.append(made.basis().builtOn().size()));
      key.append(';');
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
      List<Restart> restarts = new ArrayList<>();
      for (Restart one : of.restarts()) {
        restarts.add(new Restart(name.apply(one.commit()), renamed(one.step(), name)));
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
          of.removed());
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
      return of.stream().map(name).toList();
    }

    /** Makes one commit of those that the same refer to, and gives them names by who does. */
    private void name() {
      List<Oid> distinct = referring.stream().distinct().toList();
      whose = new long[history.size()];
      for (int commit = 0; commit < whose.length; commit++) {
        for (int i = 0; i < distinct.size(); i++) {
          if (history.contains(distinct.get(i), SmallHistory.id(commit))) {
            whose[commit] |= 1L << i;
          }
        }
        boolean isMain = !undoes && isIn(SmallHistory.id(commit), main);
        boolean isNamed = distinct.contains(SmallHistory.id(commit));
        boolean isRoot = whose[commit] == (1L << distinct.size()) - 1;
        if (whose[commit] != 0 && (!isMain || isNamed || isRoot)) {
          int bringing = isMain ? 0 : history.brings(commit);
          brings.merge(whose[commit], bringing, (one, other) -> one | other);
        }
      }
      brings.forEach(
          (referring, bringing) ->
              key.append((char) (referring & 0xffff))
                  .append((char) (referring >> 16 & 0xffff))
                  .append((char) ('0' + bringing)));
      key.append('|');
      referring.forEach(commit -> key.append((char) (distinct.indexOf(commit) + 1)));
    }

    /** The world itself, with new names for its commits. */
    SmallWorld world() {
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
          new SmallHistory(within, bringing, refs),
          new LedgerState(0, policy.digest(), all),
          key.toString());
    }
  }
}
