package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.Overlap;
import dev.gatekeeper.core.match.OverlapCandidates;
import dev.gatekeeper.core.match.OverlapCandidates.Encounter;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Agent.BranchRules.BranchRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.List;
import java.util.stream.Stream;

/** Findings about branches that could belong to two agents (docs/semantics.md, section 5). */
final class BranchCollisions {
  private static final String CODE = "branch-collision";

  private final ProofBudget proofBudget;
  private final Lint.FindingCollector findings = new Lint.FindingCollector();

  private BranchCollisions(ProofBudget proofBudget) {
    this.proofBudget = proofBudget;
  }

  static List<Finding> findings(Policy policy, ProofBudget proofBudget) {
    BranchCollisions collisions = new BranchCollisions(proofBudget);
    collisions.compare(policy.agents());
    return collisions.findings.list();
  }

  /** Those with the integration branch, which is to be in no agent's hands (section 5). */
  static List<Finding> withIntegration(Policy policy) {
    String branch = policy.integration().branch();
    return policy.agents().stream()
        .filter(agent -> agent.branches().matches(branch))
        .map(agent -> withIntegration(agent, branch))
        .toList();
  }

  private static Finding withIntegration(Agent agent, String branch) {
    return new Finding(
        "branch-integration",
        Finding.Severity.ERROR,
        "the branches of `" + agent.id() + "` match the integration branch",
        agent.branches().rules().stream().map(BranchRule::at).limit(1).toList(),
        branch,
        "name its branches more closely, such as \"" + agent.id() + "/**\"");
  }

  private void compare(List<Agent> agents) {
    List<List<PathPattern>> branches =
        agents.stream().map(agent -> agent.branches().patterns()).toList();
    List<Encounter> encounters;
    try {
      encounters = OverlapCandidates.of(branches, true, proofBudget);
    } catch (TooComplex e) {
      findings.add(tooComplex(e, "the branches of agents can't be compared", List.of()));
      return;
    }
    for (Encounter encounter : encounters) {
      if (findings.isFull(CODE)) {
        return;
      }
      Agent one = agents.get(encounter.one());
      Agent other = agents.get(encounter.other());
      try {
        Overlap.ofBranches(one.branches().patterns(), other.branches().patterns(), proofBudget)
            .map(witness -> collision(one, other, witness))
            .ifPresent(findings::add);
      } catch (TooComplex e) {
        String what =
            "the branches of `%s` and `%s` can't be compared".formatted(one.id(), other.id());
        findings.add(tooComplex(e, what, Stream.of(one, other).map(Agent::at).toList()));
        return;
      }
    }
  }

  private static Finding collision(Agent one, Agent other, RepoPath witness) {
    return new Finding(
        CODE,
        Finding.Severity.ERROR,
        "the branches of `" + one.id() + "` and `" + other.id() + "` match one name",
        List.of(deciding(one, witness), deciding(other, witness)),
        witness.text(),
        "let each name belong to one agent");
  }

  private static Finding tooComplex(TooComplex e, String what, List<Location> lines) {
    return Complexity.finding(Finding.Severity.ERROR, e, what, lines);
  }

  private static Location deciding(Agent agent, RepoPath witness) {
    return agent.branches().rules().stream()
        .filter(rule -> rule.pattern().matchesWhole(witness))
        .reduce((first, second) -> second)
        .map(BranchRule::at)
        .orElse(agent.at());
  }
}
