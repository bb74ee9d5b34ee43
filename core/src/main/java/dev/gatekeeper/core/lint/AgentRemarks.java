package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.ScanCost;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Ruling.Outcome;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Findings about agents that may change nothing, and about agents without checks. */
final class AgentRemarks {
  private AgentRemarks() {}

  static List<Finding> findings(Policy policy, LocalDate today, ProofBudget proofBudget) {
    List<Finding> findings = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      try {
        if (!mayChangeAnything(policy, agent, today, proofBudget)) {
          findings.add(changesNothing(agent));
        }
      } catch (TooComplex e) {
        String what = "whether `" + agent.id() + "` may change anything was not determined";
        findings.add(Complexity.warning(policy, e, what));
      }
      if (agent.validate().isEmpty()) {
        findings.add(provesNothing(agent));
      }
    }
    return List.copyOf(findings);
  }

  private static boolean mayChangeAnything(
      Policy policy, Agent agent, LocalDate today, ProofBudget proofBudget) {
    AgentRules rules = AgentRules.of(policy, agent, today);
    List<PathRules> granting =
        Stream.concat(Stream.of(agent.owns()), AgentRules.live(policy, agent, today).stream())
            .toList();
    if (granting.stream().allMatch(list -> list.rules().isEmpty())) {
      return false;
    }
    ScanCost cost = new ScanCost(rules.lists());
    boolean shown =
        granting.stream()
            .flatMap(list -> list.patterns().stream())
            .flatMap(pattern -> pattern.samples(NameRules.PATHS))
            .peek(path -> cost.take(path, proofBudget))
            .anyMatch(path -> rules.outcome(path).allowed());
    return shown
        || new PathSearch<>(
                new PathMachine<>(rules.lists(), rules::outcome), NameRules.PATHS, proofBudget)
            .first(Outcome::allowed)
            .isPresent();
  }

  private static Finding changesNothing(Agent agent) {
    List<Location> lines =
        Stream.concat(
                Stream.of(agent.at()), agent.owns().rules().stream().map(rule -> rule.rule().at()))
            .toList();
    return new Finding(
        "changes-nothing",
        Finding.Severity.WARNING,
        "`" + agent.id() + "` may change nothing",
        lines,
        "",
        agent.owns().rules().isEmpty()
            ? "write what it may change under `owns`"
            : "see what narrows its `owns`: exceptions, `forbids`, `protected`");
  }

  private static Finding provesNothing(Agent agent) {
    return new Finding(
        "no-checks",
        Finding.Severity.WARNING,
        "`" + agent.id() + "` has no checks, so its handoff proves nothing",
        List.of(agent.at()),
        "",
        "write under `validate` what must hold before its work is handed off");
  }
}
