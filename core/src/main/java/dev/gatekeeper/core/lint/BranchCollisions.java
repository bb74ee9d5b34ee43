package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.Overlap;
import dev.gatekeeper.core.match.TooComplex;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.BranchRules.BranchRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a branch could belong to two agents (docs/semantics.md, section 5). */
final class BranchCollisions {
  /** Stands for every first segment. */
  private static final String ANY = "*";

  private BranchCollisions() {}

  static List<Finding> findings(Policy policy) {
    List<Agent> agents = policy.agents();
    List<Set<String>> starts = agents.stream().map(BranchCollisions::starts).toList();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < agents.size(); i++) {
      for (int j = i + 1; j < agents.size(); j++) {
        if (canMeet(starts.get(i), starts.get(j))) {
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

  /**
   * The first segments that an agent's branches can have. Most agents have one of their own, which
   * tells them apart without a comparison.
   */
  private static Set<String> starts(Agent agent) {
    Set<String> starts = new HashSet<>();
    for (BranchRule rule : agent.branches().rules()) {
      if (!rule.pattern().negated()) {
        starts.add(start(rule.pattern().toString()));
      }
    }
    return starts;
  }

  private static String start(String pattern) {
    String anchored = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    int slash = anchored.indexOf('/');
    String first = slash < 0 ? anchored : anchored.substring(0, slash);
    return first.chars().anyMatch(c -> "*?[\\".indexOf(c) >= 0) ? ANY : first;
  }

  private static boolean canMeet(Set<String> one, Set<String> other) {
    return one.contains(ANY) || other.contains(ANY) || !Collections.disjoint(one, other);
  }
}
