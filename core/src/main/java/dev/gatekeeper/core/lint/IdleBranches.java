package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.Effort;
import dev.gatekeeper.core.match.Matching;
import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.TooComplex;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.BranchRules.BranchRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/** The patterns under {@code branches} without which every branch belongs to the same agent. */
final class IdleBranches {
  private IdleBranches() {}

  static List<Finding> findings(Policy policy, Effort effort) {
    List<Finding> findings = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      List<BranchRule> kept = new ArrayList<>(agent.branches().rules());
      for (BranchRule rule : agent.branches().rules()) {
        List<BranchRule> others = kept.stream().filter(other -> !other.equals(rule)).toList();
        try {
          if (!matters(rule.pattern(), list(kept), list(others), effort)) {
            kept.remove(rule);
            findings.add(finding(agent, rule));
          }
        } catch (TooComplex e) {
          String what = "which branches of `" + agent.id() + "` matter was not found out";
          findings.add(Complexity.finding(Severity.WARNING, e, what, List.of(rule.at())));
        }
      }
    }
    return List.copyOf(findings);
  }

  private static boolean matters(
      PathPattern pattern, PatternList with, PatternList without, Effort effort) {
    boolean shown =
        pattern
            .samples(NameRules.BRANCHES)
            .anyMatch(name -> with.matches(name) != without.matches(name));
    if (shown) {
      return true;
    }
    PathMachine<Boolean> machine =
        new PathMachine<>(
            List.of(with, without),
            deciding -> with.says(deciding[0]) != without.says(deciding[1]));
    return new PathSearch<>(machine, NameRules.BRANCHES, effort)
        .first(differs -> differs)
        .isPresent();
  }

  private static PatternList list(List<BranchRule> rules) {
    return new PatternList(rules.stream().map(BranchRule::pattern).toList(), Matching.WHOLE_NAMES);
  }

  private static Finding finding(Agent agent, BranchRule rule) {
    return new Finding(
        "idle-pattern",
        Severity.WARNING,
        "`%s` in `branches` of `%s` can never matter: the others say the same without it"
            .formatted(rule.pattern(), agent.id()),
        List.of(rule.at()),
        "",
        "take it out, or move it: the last pattern that matches decides");
  }
}
