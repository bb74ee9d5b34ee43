package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.gate.IntegrationOrder.Ready;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.repo.IncomingObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds a smallest set of agents without which the checks of the whole pass and with which they do
 * not (docs/semantics.md, section 6), with a number of trials that grows with the logarithm of the
 * number of agents.
 *
 * <p>Sets are tried that hold, with each agent, those it comes after. In the order of integration
 * the shortest beginning that fails ends in an agent that is needed to fail; with that one always
 * in, the next is sought among those before it, until those that were found fail by themselves
 * (Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input, 2002, is the general
 * case). That presumes that what fails goes on failing with more agents; where it does not, what is
 * found is one of several reasons.
 */
final class CulpritSearch {
  private final Path gitDirectory;
  private final Integrations.Proposal proposal;
  private final Trial trial;
  private final Policy policy;

  /** Makes the checks of the whole. */
  @FunctionalInterface
  interface Trial {
    /**
     * Whether a commit passes them.
     *
     * @param agents whose work is in it
     */
    boolean passes(Oid commit, List<AgentId> agents) throws IOException;
  }

  /**
   * What was found.
   *
   * @param culprits without those that are in the set since others come after them
   * @param alone whether the checks fail without any agent
   */
  record Found(List<AgentId> culprits, boolean alone) {
    Found {
      culprits = List.copyOf(culprits);
    }
  }

  CulpritSearch(Path gitDirectory, Integrations.Proposal proposal, Trial trial) {
    this.gitDirectory = gitDirectory;
    this.proposal = proposal;
    this.trial = trial;
    this.policy = proposal.policy();
  }

  /** Finds it; the whole is known to fail. */
  Found find() throws IOException {
    if (!passes(Set.of())) {
      return new Found(List.of(), true);
    }
    List<AgentId> order = proposal.ready().stream().map(ready -> ready.agent().id()).toList();
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
    return new Found(withoutPredecessors(found), false);
  }

  private Set<AgentId> withPredecessors(List<AgentId> some, Set<AgentId> others) {
    Set<AgentId> all = new LinkedHashSet<>(some);
    others.forEach(id -> all.addAll(withPredecessors(id)));
    return all;
  }

  private Set<AgentId> withPredecessors(AgentId id) {
    Set<AgentId> all = new LinkedHashSet<>();
    Deque<AgentId> open = new ArrayDeque<>(List.of(id));
    while (!open.isEmpty()) {
      AgentId next = open.pop();
      if (all.add(next)) {
        policy.agent(next).stream().map(Agent::after).forEach(open::addAll);
      }
    }
    return all;
  }

  private List<AgentId> withoutPredecessors(Set<AgentId> found) {
    return found.stream()
        .filter(
            id -> found.stream().noneMatch(o -> !o.equals(id) && withPredecessors(o).contains(id)))
        .sorted()
        .toList();
  }

  private boolean passes(Set<AgentId> agents) throws IOException {
    List<Ready> ready =
        proposal.ready().stream().filter(r -> agents.contains(r.agent().id())).toList();
    Oid commit = proposal.before();
    if (!ready.isEmpty()) {
      try (JGitHistory history = JGitHistory.open(gitDirectory, IncomingObjects.NONE)) {
        LocalDate today = LocalDate.ofInstant(proposal.at(), ZoneOffset.UTC);
        Merges merges =
            new MergeMaker(history, policy, gitDirectory, today)
                .make(commit, ready, proposal.at(), proposal.by());
        commit = merges.steps().get(merges.steps().size() - 1).after();
      } catch (NotPossible e) {
        return false; // these do not go together without the others either
      }
    }
    return trial.passes(commit, ready.stream().map(r -> r.agent().id()).toList());
  }
}
