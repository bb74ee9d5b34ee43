package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.OverlapCandidates;
import dev.gatekeeper.core.match.OverlapCandidates.Encounter;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.PathSearch.Needs;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Findings about agents that may change files that steer other tools, or the instructions of other
 * agents.
 */
final class ToolConfigPaths {
  private static final int NAMED = 4;

  /**
   * What hosts run or obey (GitHub, GitLab and others), who reviews (the three places of either),
   * what git obeys, and what agents read before they begin.
   */
  private static final List<PathPattern> STEERING =
      Stream.of(
              "/.github/",
              "**/.gitattributes",
              "/.gitmodules",
              "/CODEOWNERS",
              "/docs/CODEOWNERS",
              "/.gitlab/",
              "/.gitlab-ci.yml",
              "/.circleci/",
              "/Jenkinsfile",
              "/.pre-commit-config.yaml",
              "/.husky/",
              "/AGENTS.md",
              "/CLAUDE.md",
              "/GEMINI.md",
              "/.claude/",
              "/.cursor/",
              "/.cursorrules",
              "/.mcp.json")
          .map(ToolConfigPaths::pattern)
          .toList();

  private ToolConfigPaths() {}

  static List<Finding> findings(Policy policy, ProofBudget proofBudget) {
    int agents = policy.agents().size();
    Map<Integer, List<Owned>> owned = new TreeMap<>();
    List<Finding> findings = new ArrayList<>();
    try {
      List<PathPattern> open = open(policy, proofBudget);
      List<List<PathPattern>> groups = new ArrayList<>();
      policy.agents().forEach(agent -> groups.add(agent.owns().patterns()));
      open.forEach(pattern -> groups.add(List.of(pattern)));
      for (Encounter met : OverlapCandidates.of(groups, false, proofBudget)) {
        if (met.one() < agents && met.other() >= agents) {
          PathPattern pattern = open.get(met.other() - agents);
          owned(
                  AgentRules.withoutWaivers(policy, policy.agents().get(met.one())),
                  pattern,
                  proofBudget)
              .map(path -> new Owned(pattern, path))
              .ifPresent(
                  found -> owned.computeIfAbsent(met.one(), key -> new ArrayList<>()).add(found));
        }
      }
    } catch (TooComplex e) {
      findings.add(
          Complexity.warning(
              policy, e, "who owns the files that steer other tools was not determined"));
    }
    owned.forEach((agent, all) -> findings.add(finding(policy, policy.agents().get(agent), all)));
    return List.copyOf(findings);
  }

  /** What {@code protected} leaves to whoever owns it. */
  private static List<PathPattern> open(Policy policy, ProofBudget proofBudget) {
    PatternList guarded = new PatternList(policy.protectedPaths().patterns(), Matching.REFUSING);
    List<PathPattern> open = new ArrayList<>();
    for (PathPattern pattern : STEERING) {
      PatternList steering = list(pattern);
      PathMachine<Boolean> machine =
          new PathMachine<>(
              List.of(steering, guarded),
              deciding -> steering.says(deciding[0]) && !guarded.says(deciding[1]));
      if (new PathSearch<>(machine, NameRules.PATHS, proofBudget)
          .first(left -> left, Needs.of(new int[] {0}))
          .isPresent()) {
        open.add(pattern);
      }
    }
    return open;
  }

  /** A file of such a name steers, a folder does not. */
  private static PatternList list(PathPattern pattern) {
    return new PatternList(
        List.of(pattern), pattern.directoryOnly() ? Matching.GRANTING : Matching.WHOLE_NAMES);
  }

  private record Owned(PathPattern pattern, RepoPath path) {}

  private static Optional<RepoPath> owned(
      AgentRules all, PathPattern pattern, ProofBudget proofBudget) {
    AgentRules rules = all.near(List.of(pattern), proofBudget);
    PatternList steering = list(pattern);
    Optional<RepoPath> shown =
        pattern
            .samples(NameRules.PATHS)
            .filter(path -> steering.matches(path) && rules.outcome(path).allowed())
            .findFirst();
    if (shown.isPresent()) {
      return shown;
    }
    PathMachine<Boolean> machine =
        PathMachine.ofBoth(
            rules.lists(),
            List.of(steering),
            (deciding, of) -> steering.says(of[0]) && rules.outcome(deciding).allowed());
    return new PathSearch<>(machine, NameRules.PATHS, proofBudget)
        .first(steers -> steers, Needs.of(new int[] {rules.lists().size()}));
  }

  private static Finding finding(Policy policy, Agent agent, List<Owned> owned) {
    List<String> named =
        owned.stream().limit(NAMED).map(found -> "`" + found.pattern() + "`").toList();
    String more = owned.size() > NAMED ? " and %d more".formatted(owned.size() - NAMED) : "";
    AgentRules rules = AgentRules.withoutWaivers(policy, agent);
    return new Finding(
        "steers-tools",
        Finding.Severity.WARNING,
        "`%s` may change files that steer other tools: %s%s"
            .formatted(agent.id(), String.join(", ", named), more),
        owned.stream().map(found -> rules.line(found.path(), agent)).distinct().toList(),
        owned.get(0).path().quoted(),
        "put it under `also_protected`, or take it out of the agent's `owns`");
  }

  private static PathPattern pattern(String text) {
    try {
      return PathPattern.parse(text);
    } catch (BadPattern e) {
      throw new IllegalStateException(e);
    }
  }
}
