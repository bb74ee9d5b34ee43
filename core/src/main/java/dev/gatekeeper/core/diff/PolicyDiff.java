package dev.gatekeeper.core.diff;

import dev.gatekeeper.core.diff.PolicyDiff.PolicyChange.Kind;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Agent.BranchRules;
import dev.gatekeeper.core.policy.Comparison;
import dev.gatekeeper.core.policy.Comparison.Answer;
import dev.gatekeeper.core.policy.Comparison.Covering;
import dev.gatekeeper.core.policy.Comparison.PathDifference;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The differences between two policies. What agents may change and push is compared by what it
 * covers and not by how it is written: where nothing is said, there is no path that shows a
 * difference.
 */
public final class PolicyDiff {
  private static final BranchRules NO_BRANCHES = new BranchRules(List.of());

  private final Policy older;
  private final Policy newer;
  private final LocalDate today;
  private final List<PolicyChange> changes = new ArrayList<>();

  private PolicyDiff(Policy older, Policy newer, LocalDate today) {
    this.older = older;
    this.newer = newer;
    this.today = today;
  }

  /**
   * All changes: first those that concern everybody, then agent by agent as the newer policy has
   * them, last the agents that are gone.
   *
   * @param today in UTC, the day for which waivers are looked at
   */
  public static List<PolicyChange> between(Policy older, Policy newer, LocalDate today) {
    PolicyDiff diff = new PolicyDiff(older, newer, today);
    diff.changes.addAll(SettingsDiff.ofPlan(older, newer));
    diff.ofProtected();
    newer.agents().forEach(agent -> diff.ofAgent(older.agent(agent.id()), Optional.of(agent)));
    older.agents().stream()
        .filter(agent -> newer.agent(agent.id()).isEmpty())
        .forEach(agent -> diff.ofAgent(Optional.of(agent), Optional.empty()));
    return List.copyOf(diff.changes);
  }

  /** Whether no agent gains or loses a path, as far as could be told. */
  public static boolean keepsEveryPath(List<PolicyChange> changes) {
    return changes.stream().noneMatch(change -> change.key().equals("paths"));
  }

  private void ofProtected() {
    compared(
        Optional.empty(),
        "protected",
        () -> Comparison.ofRefusals(older.protectedPaths(), newer.protectedPaths()),
        difference -> ofCovered(Optional.empty(), "protected", difference));
  }

  private void ofAgent(Optional<Agent> before, Optional<Agent> after) {
    AgentId id = after.or(() -> before).orElseThrow().id();
    Optional<AgentId> who = Optional.of(id);
    if (before.isEmpty()) {
      changes.add(
          new PolicyChange(
              who, Kind.ADDED, "agent", Optional.empty(), "", after.get().at().lineText()));
    }
    if (after.isEmpty()) {
      changes.add(
          new PolicyChange(
              who, Kind.REMOVED, "agent", Optional.empty(), before.get().at().lineText(), ""));
    }
    compared(
        who,
        "paths",
        () -> Comparison.ofPaths(older, before, newer, after, today),
        difference -> ofPath(who, difference));
    compared(
        who,
        "branches",
        () -> Comparison.ofBranches(branches(before), branches(after)),
        difference -> ofCovered(who, "branches", difference));
    if (!before.isEmpty() && !after.isEmpty()) {
      changes.addAll(SettingsDiff.ofAgent(before.get(), after.get()));
    }
  }

  private static BranchRules branches(Optional<Agent> agent) {
    return agent.map(Agent::branches).orElse(NO_BRANCHES);
  }

  private interface Each<T> {
    void accept(T difference);
  }

  private <T> void compared(
      Optional<AgentId> who, String key, Supplier<List<T>> compare, Each<T> each) {
    try {
      compare.get().forEach(each::accept);
    } catch (TooComplex e) {
      String why = String.valueOf(e.getMessage());
      changes.add(new PolicyChange(who, Kind.NOT_COMPARED, key, Optional.empty(), "", why));
    }
  }

  private void ofPath(Optional<AgentId> who, PathDifference<Answer> difference) {
    changes.add(
        new PolicyChange(
            who,
            difference.after().allowed() ? Kind.GAINED : Kind.LOST,
            "paths",
            Optional.of(difference.path()),
            difference.before().words(),
            difference.after().words()));
  }

  private void ofCovered(Optional<AgentId> who, String key, PathDifference<Covering> difference) {
    changes.add(
        new PolicyChange(
            who,
            difference.after().covers() ? Kind.GAINED : Kind.LOST,
            key,
            Optional.of(difference.path()),
            difference.before().words(),
            difference.after().words()));
  }

  /**
   * Something that is otherwise under the newer policy.
   *
   * @param agent whose it is, if it does not concern everybody
   * @param key the part of the policy, such as {@code after} or {@code limits.commits}
   * @param path a shortest path, or branch, that shows it, if there is one
   * @param before what the older policy says, for people; may be empty
   * @param after what the newer says; may be empty
   */
  public record PolicyChange(
      Optional<AgentId> agent,
      Kind kind,
      String key,
      Optional<RepoPath> path,
      String before,
      String after) {

    public enum Kind {
      /** There is a new agent. */
      ADDED,
      /** An agent is gone. */
      REMOVED,
      /** The path is covered now: of {@code protected} that takes permission away. */
      GAINED,
      /** The path is covered no longer. */
      LOST,
      /** The value is another. */
      CHANGED,
      /** Whether something is gained or lost is not known: the patterns tell too much apart. */
      NOT_COMPARED
    }
  }
}
