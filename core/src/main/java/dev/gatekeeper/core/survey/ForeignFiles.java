package dev.gatekeeper.core.survey;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.ForeignChecks;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The number of files that a check looks at and the agent may not change. */
final class ForeignFiles {
  private ForeignFiles() {}

  /** The findings, those about such checks with numbers. */
  static List<Finding> counted(
      Policy policy, List<Finding> found, TreeFiles tree, LocalDate today) {
    List<Finding> findings = new ArrayList<>(found);
    for (Agent agent : policy.agents()) {
      AgentRules rules = AgentRules.of(policy, agent, today);
      for (Check check : agent.validate()) {
        Optional<PatternList> looked = ForeignChecks.lookedAt(check);
        for (int i = 0; looked.isPresent() && i < findings.size(); i++) {
          Finding finding = findings.get(i);
          if (finding.code().equals(ForeignChecks.CODE)
              && finding.lines().get(0).equals(check.at())) {
            findings.set(i, counted(finding, looked.get(), rules, tree));
          }
        }
      }
    }
    return findings;
  }

  private static Finding counted(
      Finding finding, PatternList looked, AgentRules rules, TreeFiles tree) {
    List<RepoPath> matched = tree.paths().stream().filter(looked::matches).toList();
    List<RepoPath> foreign =
        matched.stream().filter(path -> !rules.outcome(path).allowed()).toList();
    String counts =
        "; %,d of %,d files at %s are not its own"
            .formatted(foreign.size(), matched.size(), tree.revision());
    return new Finding(
        finding.code(),
        finding.severity(),
        finding.message() + counts,
        finding.lines(),
        foreign.isEmpty() ? finding.witness() : foreign.get(0).quoted(),
        finding.todo());
  }
}
