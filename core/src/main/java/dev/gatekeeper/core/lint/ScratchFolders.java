package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.Overlap;
import dev.gatekeeper.core.match.OverlapCandidates;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/**
 * Findings about overlapping scratch folders. Where both agents may write there, that is an overlap
 * already; where {@code forbids} keeps one out, that one's folder is no use.
 */
final class ScratchFolders {
  private ScratchFolders() {}

  static List<Finding> findings(Policy policy, ProofBudget proofBudget) {
    List<List<PathPattern>> scratch =
        policy.agents().stream()
            .map(agent -> rules(agent).stream().map(PathRule::pattern).toList())
            .toList();
    List<Finding> findings = new ArrayList<>();
    try {
      for (OverlapCandidates.Encounter met : OverlapCandidates.of(scratch, false, proofBudget)) {
        PatternList one = new PatternList(scratch.get(met.one()), Matching.GRANTING);
        PatternList other = new PatternList(scratch.get(met.other()), Matching.GRANTING);
        Agent mine = policy.agents().get(met.one());
        Agent theirs = policy.agents().get(met.other());
        Overlap.of(one, other, NameRules.PATHS, proofBudget)
            .filter(path -> !isOwned(policy, mine, path) || !isOwned(policy, theirs, path))
            .ifPresent(path -> findings.add(finding(mine, theirs, path)));
      }
    } catch (TooComplex e) {
      findings.add(Complexity.warning(policy, e, "the scratch folders can't be compared"));
    }
    return List.copyOf(findings);
  }

  private static boolean isOwned(Policy policy, Agent agent, RepoPath path) {
    return AgentRules.withoutWaivers(policy, agent).outcome(path).allowed();
  }

  private static Finding finding(Agent one, Agent other, RepoPath path) {
    return new Finding(
        "scratch-overlap",
        Finding.Severity.WARNING,
        "the scratch folders of `%s` and `%s` overlap".formatted(one.id(), other.id()),
        List.of(rules(one).get(0).rule().at(), rules(other).get(0).rule().at()),
        path.quoted(),
        "give each a folder of its own");
  }

  private static List<PathRule> rules(Agent agent) {
    return agent.owns().rules().stream()
        .filter(rule -> rule.rule().list() == Rule.List.SCRATCH)
        .toList();
  }
}
