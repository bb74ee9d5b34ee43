package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/**
 * The scratch folders that the repository ignores: what is written there is not committed, and
 * nobody sees it.
 */
final class IgnoredScratch {
  /** A name that no pattern means in particular. */
  private static final String ANY_FILE = "gatekeeper-note";

  private IgnoredScratch() {}

  static List<Finding> findings(Policy policy, TreeFiles tree) {
    IgnoreFiles ignores = new IgnoreFiles(tree.ignores());
    List<Finding> findings = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      for (PathRule rule : agent.owns().rules()) {
        String pattern = rule.pattern().toString();
        // What has wildcards is no one folder.
        boolean isFolder = rule.pattern().anchored() && pattern.matches("[^*?\\[\\\\]+/");
        if (rule.rule().list() == Rule.List.SCRATCH && isFolder) {
          String folder = pattern.replaceFirst("^/", "");
          ignores.by(folder + ANY_FILE).stream()
              .map(by -> finding(agent, rule.rule(), folder, by))
              .forEach(findings::add);
        }
      }
    }
    return findings;
  }

  private static Finding finding(Agent agent, Rule rule, String folder, String by) {
    return new Finding(
        "scratch-ignored",
        Severity.WARNING,
        "the scratch folder of `%s` is ignored by %s".formatted(agent.id(), by),
        List.of(rule.at()),
        folder,
        "except it in the .gitignore, or choose another folder");
  }
}
