package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.model.Ruling.Reason;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.PathTest;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/** What the policy expects of itself under {@code tests}, and does not do. */
final class FailedTests {
  private FailedTests() {}

  static List<Finding> findings(Policy policy) {
    List<Finding> findings = new ArrayList<>();
    for (PathTest test : policy.tests()) {
      for (Agent agent : policy.agent(test.agent())) {
        AgentRules rules = AgentRules.withoutWaivers(policy, agent);
        if (rules.outcome(test.path()).allowed() != test.may()) {
          findings.add(finding(test, rules));
        }
      }
    }
    return List.copyOf(findings);
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
        Severity.ERROR,
        "the test `%s` fails: %s".formatted(test, why),
        lines,
        test.path().quoted(),
        "correct the rule, or the test");
  }
}
