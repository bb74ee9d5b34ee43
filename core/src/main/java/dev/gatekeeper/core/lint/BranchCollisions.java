package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.Overlap;
import dev.gatekeeper.core.match.TooComplex;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.BranchRules.BranchRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a branch could belong to two agents (docs/semantics.md, section 5). */
final class BranchCollisions {
  private BranchCollisions() {}

  static List<Finding> findings(Policy policy) {
    List<Agent> agents = policy.agents();
    List<List<BranchBounds>> bounds = agents.stream().map(BranchCollisions::bounds).toList();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < agents.size(); i++) {
      for (int j = i + 1; j < agents.size(); j++) {
        if (canMeet(bounds.get(i), bounds.get(j))) {
          compared(agents.get(i), agents.get(j)).ifPresent(findings::add);
        }
      }
    }
    return List.copyOf(findings);
  }

  private static Optional<Finding> compared(Agent one, Agent other) {
    try {
      return Overlap.ofBranches(one.branches().patterns(), other.branches().patterns())
          .map(witness -> collision(one, other, witness));
    } catch (TooComplex e) {
      return Optional.of(tooComplex(one, other, e));
    }
  }

  private static Finding collision(Agent one, Agent other, RepoPath witness) {
    return new Finding(
        "branch-collision",
        Severity.ERROR,
        "the branches of `" + one.id() + "` and `" + other.id() + "` match one name",
        List.of(deciding(one, witness), deciding(other, witness)),
        witness.text(),
        "let each name belong to one agent");
  }

  private static Finding tooComplex(Agent one, Agent other, TooComplex e) {
    return new Finding(
        "too-complex",
        Severity.ERROR,
        "the branches of `%s` and `%s` can't be compared, %s"
            .formatted(one.id(), other.id(), String.valueOf(e.getMessage())),
        Stream.of(one, other).map(Agent::at).toList(),
        "",
        "write them with fewer wildcards");
  }

  private static Location deciding(Agent agent, RepoPath witness) {
    return agent.branches().rules().stream()
        .filter(rule -> rule.pattern().matchesWhole(witness))
        .reduce((first, second) -> second)
        .map(BranchRule::at)
        .orElse(agent.at());
  }

  private static List<BranchBounds> bounds(Agent agent) {
    return agent.branches().patterns().stream()
        .filter(pattern -> !pattern.negated())
        .map(pattern -> BranchBounds.of(pattern.toString()))
        .toList();
  }

  private static boolean canMeet(List<BranchBounds> one, List<BranchBounds> other) {
    for (BranchBounds mine : one) {
      for (BranchBounds theirs : other) {
        if (mine.allow(theirs)) {
          return true;
        }
      }
    }
    return false;
  }
}
