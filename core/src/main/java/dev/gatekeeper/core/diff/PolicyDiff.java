package dev.gatekeeper.core.diff;

import dev.gatekeeper.core.diff.PolicyDiff.Change.Kind;
import dev.gatekeeper.core.match.Effort.TooComplex;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Agent.BranchRules;
import dev.gatekeeper.core.policy.Comparison;
import dev.gatekeeper.core.policy.Comparison.Answer;
import dev.gatekeeper.core.policy.Comparison.Covering;
import dev.gatekeeper.core.policy.Comparison.Difference;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is otherwise under a newer policy. What agents may change and push is compared by what it
 * covers and not by how it is written: where nothing is said, there is no path that shows a
 * difference.
 */
public final class PolicyDiff {
  private static final BranchRules NO_BRANCHES = new BranchRules(List.of());

  private final Policy older;
  private final Policy newer;
  private final LocalDate today;
  private final List<Change> changes = new ArrayList<>();

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
  public static List<Change> between(Policy older, Policy newer, LocalDate today) {
    PolicyDiff diff = new PolicyDiff(older, newer, today);
    diff.changes.addAll(SettingsDiff.ofPlan(older, newer));
    diff.ofProtected();
    newer.agents().forEach(agent -> diff.ofAgent(older.agent(agent.id()), List.of(agent)));
    older.agents().stream()
        .filter(agent -> newer.agent(agent.id()).isEmpty())
        .forEach(agent -> diff.ofAgent(List.of(agent), List.of()));
    return List.copyOf(diff.changes);
  }

  /** Whether no agent gains or loses a path, as far as could be told. */
  public static boolean keepsEveryPath(List<Change> changes) {
    return changes.stream().noneMatch(change -> change.key().equals("paths"));
  }

  private void ofProtected() {
    compared(
        List.of(),
        "protected",
        () -> Comparison.ofRefusals(older.protectedPaths(), newer.protectedPaths()),
        difference -> ofCovered(List.of(), "protected", difference));
  }

  private void ofAgent(List<Agent> before, List<Agent> after) {
    AgentId id = (after.isEmpty() ? before : after).get(0).id();
    List<AgentId> who = List.of(id);
    if (before.isEmpty()) {
      changes.add(
          new Change(who, Kind.ADDED, "agent", List.of(), "", after.get(0).at().lineText()));
    }
    if (after.isEmpty()) {
      changes.add(
          new Change(who, Kind.REMOVED, "agent", List.of(), before.get(0).at().lineText(), ""));
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
      changes.addAll(SettingsDiff.ofAgent(before.get(0), after.get(0)));
    }
  }

  private static BranchRules branches(List<Agent> agent) {
    return agent.isEmpty() ? NO_BRANCHES : agent.get(0).branches();
  }

  private interface Each<T> {
    void accept(T difference);
  }

  private <T> void compared(
      List<AgentId> who, String key, Supplier<List<T>> compare, Each<T> each) {
    try {
      compare.get().forEach(each::accept);
    } catch (TooComplex e) {
      String why = String.valueOf(e.getMessage());
      changes.add(new Change(who, Kind.NOT_COMPARED, key, List.of(), "", why));
    }
  }

  private void ofPath(List<AgentId> who, Difference<Answer> difference) {
    changes.add(
        new Change(
            who,
            difference.after().allowed() ? Kind.GAINED : Kind.LOST,
            "paths",
            List.of(difference.path()),
            difference.before().words(),
            difference.after().words()));
  }

  private void ofCovered(List<AgentId> who, String key, Difference<Covering> difference) {
    changes.add(
        new Change(
            who,
            difference.after().covers() ? Kind.GAINED : Kind.LOST,
            key,
            List.of(difference.path()),
            difference.before().words(),
            difference.after().words()));
  }

  /**
   * Something that is otherwise under the newer policy.
   *
   * @param agent whose it is: a list of one, or none for what concerns everybody
   * @param key the part of the policy, such as {@code after} or {@code limits.commits}
   * @param path a shortest path, or branch, that shows it: a list of one, or none
   * @param before what the older policy says, for people; may be empty
   * @param after what the newer says; may be empty
   */
  public record Change(
      List<AgentId> agent,
      Kind kind,
      String key,
      List<RepoPath> path,
      String before,
      String after) {

    public Change {
      agent = List.copyOf(agent);
      path = List.copyOf(path);
    }

    /** What kind of change it is. */
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
