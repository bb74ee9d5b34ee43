package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.ScanCost;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Agent.BranchRules.BranchRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/**
 * Findings about redundant patterns under {@code branches}: without them every branch belongs to
 * the same agent.
 */
final class IdleBranches {
  private IdleBranches() {}

  static List<Finding> findings(Policy policy, ProofBudget proofBudget) {
    Lint.FindingCollector findings = new Lint.FindingCollector();
    for (Agent agent : policy.agents()) {
      try {
        idle(agent, proofBudget).forEach(rule -> findings.add(finding(agent, rule)));
      } catch (TooComplex e) {
        String what = "which branches of `" + agent.id() + "` are redundant was not determined";
        findings.add(Complexity.finding(Finding.Severity.WARNING, e, what, List.of(agent.at())));
      }
    }
    return findings.list();
  }

  private static List<BranchRule> idle(Agent agent, ProofBudget proofBudget) {
    List<BranchRule> kept = agent.branches().rules();
    PatternList with = list(kept);
    ScanCost cost = new ScanCost(List.of(with));
    List<BranchRule> idle = new ArrayList<>();
    for (BranchRule rule : agent.branches().rules()) {
      PatternList now = with;
      int place = now.patterns().indexOf(rule.pattern());
      boolean shown =
          rule.pattern()
              .samples(NameRules.BRANCHES)
              .peek(name -> cost.take(name, proofBudget))
              .anyMatch(name -> decides(now, place, name));
      if (!shown) {
        List<BranchRule> others = kept.stream().filter(other -> !other.equals(rule)).toList();
        if (!differ(with, list(others), proofBudget)) {
          kept = others;
          with = list(kept);
          idle.add(rule);
        }
      }
    }
    return idle;
  }

  /** Whether the answer for the name would be another without the pattern of that index. */
  private static boolean decides(PatternList list, int place, RepoPath name) {
    return list.deciding(name) == place
        && list.says(place) != list.says(list.deciding(name, place));
  }

  private static boolean differ(PatternList with, PatternList without, ProofBudget proofBudget) {
    PathMachine<Boolean> machine =
        new PathMachine<>(
            List.of(with, without),
            deciding -> with.says(deciding[0]) != without.says(deciding[1]));
    return new PathSearch<>(machine, NameRules.BRANCHES, proofBudget)
        .first(differs -> differs)
        .isPresent();
  }

  private static PatternList list(List<BranchRule> rules) {
    return new PatternList(rules.stream().map(BranchRule::pattern).toList(), Matching.WHOLE_NAMES);
  }

  private static Finding finding(Agent agent, BranchRule rule) {
    return new Finding(
        "idle-pattern",
        Finding.Severity.WARNING,
        "`%s` in `branches` of `%s` is redundant: the others say the same without it"
            .formatted(rule.pattern(), agent.id()),
        List.of(rule.at()),
        "",
        "take it out, or move it: the last pattern that matches decides");
  }
}
