package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.ledger.AgentRecord;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.ledger.Integration;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Agent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What decides what can happen in a world, now and ever after, where handoffs are not lost and
 * integrations not undone: which tips and handoffs contain a commit, of those that anything asks
 * whether they do. Two worlds with the same key have the same moves, and these lead to worlds with
 * the same keys; {@link TurnSearch} holds them to that.
 */
final class SmallKey {
  private static final long BY_MAIN = 1;

  private final SmallHistory history;
  private final Map<AgentId, AgentRecord> records;
  private final List<int[]> before;
  private final List<Agent> agents;
  private final Oid main;

  /** Main, the tips, the handoffs and what was integrated: from these all work goes on. */
  private final List<Oid> roots = new ArrayList<>();

  /** For each agent its own roots, as bits. */
  private final long[] own;

  /** For each commit the roots that contain it, as bits. */
  private final long[] containing;

  private final StringBuilder key = new StringBuilder();

  private SmallKey(
      SmallHistory history, Map<AgentId, AgentRecord> records, SmallWorld.Order order) {
    this.history = history;
    this.records = records;
    this.before = order.before();
    this.agents = order.policy().agents();
    this.main = history.tip(SmallHistory.MAIN);
    this.own = new long[agents.size()];
    this.containing = new long[history.size()];
    roots.add(main);
    for (int n = 0; n < own.length; n++) {
      for (Oid root : rootsOf(n)) {
        own[n] |= 1L << roots.size();
        roots.add(root);
      }
    }
    for (int root = 0; root < roots.size(); root++) {
      for (long left = history.bits(List.of(roots.get(root))); left != 0; left &= left - 1) {
        containing[Long.numberOfTrailingZeros(left)] |= 1L << root;
      }
    }
  }

  /**
   * The key of a world.
   *
   * @param records of all agents, without what is past
   */
  static String of(
      SmallHistory history, Map<AgentId, AgentRecord> records, SmallWorld.Order order) {
    SmallKey key = new SmallKey(history, records, order);
    for (int n = 0; n < key.own.length; n++) {
      key.add(n);
    }
    key.addForeignChanges();
    return key.key.toString();
  }

  private List<Oid> rootsOf(int agent) {
    List<Oid> of = new ArrayList<>(tips(agent).values());
    record(agent).handoff().filter(m -> !isLost(agent, m)).ifPresent(m -> of.add(m.commit()));
    record(agent).integrations().forEach(one -> of.add(one.step().handoff()));
    return of;
  }

  private AgentRecord record(int agent) {
    return records.getOrDefault(agents.get(agent).id(), AgentRecord.NEW);
  }

  /** A branch that is where main is, of an agent that nothing is on record of, may not be there. */
  private Map<RefName, Oid> tips(int agent) {
    AgentRecord record = record(agent);
    Map<RefName, Oid> tips = new TreeMap<>((one, other) -> one.name().compareTo(other.name()));
    history
        .refs()
        .forEach(
            (branch, tip) -> {
              if (SmallWorld.isOf(agents.get(agent).id(), branch)) {
                tips.put(branch, tip);
              }
            });
    if (before.get(agent).length == 1
        && record.handoff().isEmpty()
        && record.integrations().isEmpty()) {
      tips.values().removeIf(tip -> history.contains(main, tip));
    }
    return tips;
  }

  /** Whether it builds on what none of those before has any more, or can ever have again. */
  private boolean isLost(int agent, Handoff made) {
    for (Oid commit : made.basis().builtOn()) {
      boolean isThere = history.contains(main, commit);
      for (int one : before.get(agent)) {
        isThere |= one != agent && has(one, commit);
      }
      if (!isThere) {
        return true;
      }
    }
    return false;
  }

  private boolean has(int agent, Oid commit) {
    List<Oid> work = new ArrayList<>(tips(agent).values());
    record(agent)
        .handoff()
        .filter(made -> !isLost(agent, made))
        .ifPresent(made -> work.add(made.commit()));
    return work.stream().anyMatch(tip -> history.contains(tip, commit));
  }

  private void add(int agent) {
    AgentRecord record = record(agent);
    tips(agent).forEach((branch, tip) -> addTip(agent, branch, tip));
    if (record.handoff().isPresent() && isLost(agent, record.handoff().get())) {
      key.append('x');
    } else if (record.handoff().isPresent()) {
      addHandoff(agent, record, record.handoff().get());
    }
    for (Integration one : record.integrations()) {
      key.append('i').append(one.step().branch().shortName());
      addContaining(one.step().handoff(), BY_MAIN | own[agent] | after(agent));
      addContaining(one.first(), BY_MAIN | after(agent));
    }
    key.append(record.stopped().isPresent() ? 's' : '-').append(';');
  }

  /** Of a tip that main has, nothing else is asked. */
  private void addTip(int agent, RefName branch, Oid tip) {
    key.append(branch.name().charAt(13)); // after refs/heads/, agent and slash
    long trusted = 0;
    for (int one : before.get(agent)) {
      trusted |= own[one];
    }
    addContaining(tip, history.contains(main, tip) ? BY_MAIN : trusted);
  }

  private void addHandoff(int agent, AgentRecord record, Handoff made) {
    key.append('h')
        .append(made.branch().shortName())
        .append(record.open() ? 'o' : '-')
        .append(made.basis().clean() ? 'c' : '-');
    addContaining(made.commit(), asked(made.commit(), BY_MAIN | own[agent] | after(agent)));
    Oid first = record.first().orElseThrow();
    addContaining(first, asked(first, BY_MAIN | after(agent)));
    TreeSet<Long> builtOn = new TreeSet<>();
    made.basis().builtOn().forEach(commit -> builtOn.add(containing(commit)));
    key.append(builtOn);
  }

  /** What main does not have comes to it by whatever contains it. */
  private long asked(Oid commit, long inMain) {
    return history.contains(main, commit) ? inMain : -1;
  }

  private void addContaining(Oid commit, long asked) {
    key.append(containing(commit) & asked).append(',');
  }

  private long containing(Oid commit) {
    return containing[history.number(commit)];
  }

  /** The roots of those that come after an agent. */
  private long after(int agent) {
    long after = 0;
    for (int n = 0; n < own.length; n++) {
      for (int one : before.get(n)) {
        after |= one == agent && n != agent ? own[n] : 0;
      }
    }
    return after;
  }

  private boolean isShared(long by) {
    int of = 0;
    for (long roots : own) {
      of += (by & roots) != 0 ? 1 : 0;
    }
    return of > 1;
  }

  /** Whose files are changed by what main does not have; and what more than one agent has. */
  private void addForeignChanges() {
    TreeMap<Long, Integer> brings = new TreeMap<>();
    for (int commit = 0; commit < containing.length; commit++) {
      if ((history.brings(commit) != 0 || isShared(containing[commit]))
          && containing[commit] != 0
          && (containing[commit] & BY_MAIN) == 0) {
        brings.merge(containing[commit], history.brings(commit), (one, other) -> one | other);
      }
    }
    key.append(brings);
  }
}
