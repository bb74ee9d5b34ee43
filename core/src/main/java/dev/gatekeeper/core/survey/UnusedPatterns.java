package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/** The patterns of {@code owns} that match no file. They may be of files that are yet to come. */
final class UnusedPatterns {
  private UnusedPatterns() {}

  static List<Finding> findings(Policy policy, TreeFiles tree, Holdings holdings) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < policy.agents().size(); i++) {
      Agent agent = policy.agents().get(i);
      List<PathRule> owns = agent.owns().rules();
      for (int rule = 0; rule < owns.size(); rule++) {
        if (!holdings.decides(i, rule) && isUnused(owns.get(rule), tree)) {
          findings.add(finding(agent, owns.get(rule).rule(), tree));
        }
      }
    }
    return findings;
  }

  private static boolean isUnused(PathRule rule, TreeFiles tree) {
    return rule.rule().list() == Rule.List.OWNS
        && !rule.pattern().negated()
        && tree.paths().stream().noneMatch(path -> rule.pattern().covers(path, false));
  }

  private static Finding finding(Agent agent, Rule rule, TreeFiles tree) {
    return new Finding(
        "unused-pattern",
        Severity.WARNING,
        "`%s` in `owns` of `%s` matches no file at %s"
            .formatted(rule.pattern(), agent.id(), tree.revision()),
        List.of(rule.at()),
        "",
        "see whether it is misspelt; nothing, if the files are yet to be made");
  }
}
