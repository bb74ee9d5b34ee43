package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.CommandNeeds;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Findings about agents that can approve their own work. */
final class SelfApproval {
  private SelfApproval() {}

  static List<Finding> findings(Policy policy, LocalDate today) {
    List<Finding> findings = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      for (Principal principal : agent.principals()) {
        principal(policy, agent, principal, findings);
      }
      AgentRules rules = AgentRules.of(policy, agent, today);
      for (Check check : agent.validate()) {
        if (check instanceof Check.Run run) {
          CommandNeeds.of(run).scripts().stream()
              .sorted()
              .map(RepoPath::of)
              .filter(script -> rules.outcome(script).allowed())
              .map(script -> ownCheck(agent, run, script))
              .forEach(findings::add);
        }
      }
    }
    return findings;
  }

  private static void principal(
      Policy policy, Agent agent, Principal principal, List<Finding> findings) {
    if (policy.integration().maintainers().contains(principal)) {
      findings.add(
          new Finding(
              "agent-maintains",
              Severity.WARNING,
              "`%s` may push as `%s` and is a maintainer: its token can integrate, undo and override"
                  .formatted(principal, agent.id()),
              List.of(agent.at()),
              principal.name(),
              "give maintainers a principal of their own"));
    }
    if (policy.integration().validators().contains(principal)) {
      findings.add(
          new Finding(
              "agent-validates",
              Severity.WARNING,
              "`%s` may push as `%s` and is a validator: it may attest its own work"
                  .formatted(principal, agent.id()),
              List.of(agent.at()),
              principal.name(),
              "give validators a principal of their own"));
    }
  }

  private static Finding ownCheck(Agent agent, Check.Run run, RepoPath script) {
    return new Finding(
        "own-check",
        Severity.WARNING,
        "the check `%s` of `%s` runs a script that the agent itself may change"
            .formatted(run.name(), agent.id()),
        List.of(run.at(), agent.at()),
        script.quoted(),
        "put the script under `also_protected`, or have another agent own it");
  }
}
