package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.ScanCost;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.model.Ruling.Reason;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.PathTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Findings about lines of {@code tests} that do not hold. */
final class FailedTests {
  private FailedTests() {}

  static List<Finding> findings(Policy policy, ProofBudget proofBudget) {
    Map<AgentId, List<Agent>> agents =
        policy.agents().stream().collect(Collectors.groupingBy(Agent::id));
    Map<AgentId, Asked> asked = new HashMap<>();
    Lint.FindingCollector findings = new Lint.FindingCollector();
    try {
      for (PathTest test : policy.tests()) {
        for (Agent agent : agents.getOrDefault(test.agent(), List.of())) {
          AgentRules rules =
              asked
                  .computeIfAbsent(agent.id(), id -> Asked.of(policy, agent))
                  .at(test, proofBudget);
          if (rules.outcome(test.path()).allowed() != test.may()) {
            findings.add(finding(test, rules));
          }
        }
      }
    } catch (TooComplex e) {
      findings.add(Complexity.ofPaths(policy, e, "whether all `tests` hold was not determined"));
    }
    return findings.list();
  }

  private record Asked(AgentRules rules, ScanCost cost) {
    static Asked of(Policy policy, Agent agent) {
      AgentRules rules = AgentRules.withoutWaivers(policy, agent);
      return new Asked(rules, new ScanCost(rules.lists()));
    }

    AgentRules at(PathTest test, ProofBudget proofBudget) {
      cost.take(test.path(), proofBudget);
      return rules;
    }
  }

  private static Finding finding(PathTest test, AgentRules rules) {
    List<Location> lines = new ArrayList<>(List.of(test.at()));
    String why = "no rule matches the path";
    if (rules.reason(rules.deciding(test.path())) instanceof Reason.ByRule by) {
      Rule rule = by.rule();
      String place = rule.at().isDefault() ? "by default" : "line " + rule.at().line();
      why = "`%s` in `%s` (%s) decides".formatted(rule.pattern(), rule.list().key(), place);
      if (!rule.at().isDefault()) {
        lines.add(rule.at());
      }
    }
    return new Finding(
        "test-failed",
        Finding.Severity.ERROR,
        "the test `%s` fails: %s".formatted(test, why),
        lines,
        test.path().quoted(),
        "correct the rule, or the test");
  }
}
