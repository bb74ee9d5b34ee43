package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.CommandNeeds;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The scripts that checks run and that are not in the tree, as far as a command's text tells. */
final class MissingScripts {
  private MissingScripts() {}

  static List<Finding> findings(Policy policy, TreeFiles tree) {
    Set<RepoPath> present = new HashSet<>(tree.paths());
    List<Finding> findings = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      add(agent.validate(), "a check of `" + agent.id() + "`", present, tree, findings);
    }
    add(policy.integration().validate(), "a check of the integration", present, tree, findings);
    return findings;
  }

  private static void add(
      List<Check> checks,
      String whose,
      Set<RepoPath> present,
      TreeFiles tree,
      List<Finding> findings) {
    for (Check check : checks) {
      if (check instanceof Check.Run run) {
        CommandNeeds.of(run).scripts().stream()
            .sorted()
            .map(RepoPath::of)
            .filter(script -> !present.contains(script))
            .map(script -> finding(run, whose, script, tree))
            .forEach(findings::add);
      }
    }
  }

  private static Finding finding(Check.Run run, String whose, RepoPath script, TreeFiles tree) {
    return new Finding(
        "missing-script",
        Severity.WARNING,
        "%s, `%s`, runs a script that is not there at %s"
            .formatted(whose, run.name(), tree.revision()),
        List.of(run.at()),
        script.quoted(),
        "commit it, or correct the check; nothing, if an agent is to make it");
  }
}
