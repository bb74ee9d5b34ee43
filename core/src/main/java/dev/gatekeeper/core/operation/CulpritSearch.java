package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.ledger.Event.Trials;
import dev.gatekeeper.core.model.AgentId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The search for a smallest set of agents with which the checks of the combined result fail, while
 * without any one of them they pass (docs/semantics.md, section 6). Nobody is named because of a
 * check that sometimes passes and sometimes does not: what is named has been seen {@link #TIMES}
 * times on either side, and never otherwise.
 *
 * <p>Sets are tried that hold, with each agent, those it comes after. In the order of integration
 * the shortest beginning that fails ends in an agent that is needed to fail; with that one always
 * in, the next is sought among those before it, until those that were found fail by themselves
 * (Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input, 2002, is the general
 * case). That presumes that what fails goes on failing with more agents; where it does not, what is
 * found is one of several reasons.
 */
final class CulpritSearch {
  /** So often has a set to fail, and to pass without each of its agents, for it to be named. */
  static final int TIMES = 3;

  /** With no answer after so many runs of the checks, the first not counted, none is found. */
  static final int MOST_RUNS = 100;

  private final List<AgentId> order;
  private final Function<AgentId, ? extends Collection<AgentId>> after;
  private final Trial trial;
  private final Map<Set<AgentId>, Counts> tried = new LinkedHashMap<>();
  private int runs;

  /** Makes the checks of the whole. */
  @FunctionalInterface
  interface Trial {
    /**
     * Whether they pass.
     *
     * @param agents whose work is in it, in the order of integration
     */
    boolean passes(List<AgentId> agents) throws IOException;
  }

  /**
   * What was found.
   *
   * @param culprits without those that are in the set since others come after them; nobody if it
   *     was not determined
   * @param alone whether the checks fail without any agent
   * @param trials how often the checks were made with whose work, and what came of it
   */
  record Found(List<AgentId> culprits, boolean alone, List<Trials> trials) {
    Found {
      culprits = List.copyOf(culprits);
      trials = List.copyOf(trials);
    }
  }

  /** What came of the runs with one set. */
  private static final class Counts {
    private int passed;
    private int failed;
    private boolean isConfirmed;
  }

  private static final class NotClear extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param order those whose work was merged; with all of it the checks have failed once
   * @param after those that an agent comes after itself, as the policy says
   */
  CulpritSearch(
      List<AgentId> order, Function<AgentId, ? extends Collection<AgentId>> after, Trial trial) {
    this.order = List.copyOf(order);
    this.after = after;
    this.trial = trial;
    counts(Set.copyOf(order)).failed = 1;
  }

  Found find() throws IOException {
    try {
      if (!passes(Set.of())) {
        confirm(Set.of(), false);
        return found(List.of(), true);
      }
      return found(named(smallest(suspects())), false);
    } catch (NotClear e) {
      return found(List.of(), false);
    }
  }

  private Found found(List<AgentId> culprits, boolean alone) {
    List<Trials> trials = new ArrayList<>();
    tried.forEach((set, c) -> trials.add(new Trials(inOrder(set), c.passed, c.failed)));
    return new Found(culprits, alone, trials);
  }

  /** A small set that has failed, with those that its agents come after. */
  private Set<AgentId> suspects() throws IOException, NotClear {
    Set<AgentId> found = new LinkedHashSet<>();
    int known = order.size(); // with so many from the beginning, and those found, it fails
    do {
      int passing = 0;
      int failing = known;
      while (failing - passing > 1) {
        int middle = (passing + failing) / 2;
        if (passes(withPredecessors(order.subList(0, middle), found))) {
          passing = middle;
        } else {
          failing = middle;
        }
      }
      found.add(order.get(failing - 1));
      known = failing - 1;
    } while (known > 0 && passes(withPredecessors(List.of(), found)));
    return withPredecessors(List.of(), found);
  }

  /** The same, and nobody in it can be left out; each of that was seen often enough. */
  private Set<AgentId> smallest(Set<AgentId> failing) throws IOException, NotClear {
    confirm(failing, false);
    for (AgentId id : named(failing)) {
      Set<AgentId> without = new LinkedHashSet<>(failing);
      without.remove(id);
      if (!passes(without)) {
        return smallest(without);
      }
      confirm(without, true);
    }
    return failing;
  }

  /** Those of the set that nobody in it comes after. */
  private List<AgentId> named(Set<AgentId> set) {
    return set.stream()
        .filter(id -> set.stream().noneMatch(o -> !o.equals(id) && comesAfter(o, id)))
        .sorted()
        .toList();
  }

  private boolean comesAfter(AgentId one, AgentId other) {
    return withPredecessors(List.of(), Set.of(one)).contains(other);
  }

  /** Only agents whose work was merged; that of others is in the branch already. */
  private Set<AgentId> withPredecessors(List<AgentId> some, Set<AgentId> others) {
    Set<AgentId> all = new LinkedHashSet<>();
    others.forEach(id -> addWithPredecessors(id, all));
    all.addAll(some);
    all.retainAll(order);
    return all;
  }

  private void addWithPredecessors(AgentId id, Set<AgentId> all) {
    if (all.add(id)) {
      after.apply(id).forEach(before -> addWithPredecessors(before, all));
    }
  }

  /** Whether it passes, as was seen before or is seen now. */
  private boolean passes(Set<AgentId> agents) throws IOException, NotClear {
    Counts counts = counts(agents);
    if (counts.passed + counts.failed == 0) {
      run(agents, counts);
    }
    return counts.passed > 0;
  }

  /** Makes the checks so often again; they have to come out as they did. */
  private void confirm(Set<AgentId> agents, boolean passes) throws IOException, NotClear {
    Counts counts = counts(agents);
    for (int i = 0; i < TIMES && !counts.isConfirmed; i++) {
      run(agents, counts);
      if (passes ? counts.failed > 0 : counts.passed > 0) {
        throw new NotClear();
      }
    }
    counts.isConfirmed = true;
  }

  private void run(Set<AgentId> agents, Counts counts) throws IOException, NotClear {
    if (runs == MOST_RUNS) {
      throw new NotClear();
    }
    runs++;
    if (trial.passes(inOrder(agents))) {
      counts.passed++;
    } else {
      counts.failed++;
    }
  }

  private Counts counts(Set<AgentId> agents) {
    return tried.computeIfAbsent(Set.copyOf(agents), set -> new Counts());
  }

  private List<AgentId> inOrder(Set<AgentId> agents) {
    return order.stream().filter(agents::contains).toList();
  }
}
