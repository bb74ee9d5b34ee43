package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Findings about overlaps. Those that exist only because patterns for folders, such as {@code
 * web/}, lack the leading slash that anchors them at the root are one finding, and not one for each
 * pair of agents.
 */
final class OverlapFindings {
  private OverlapFindings() {}

  /**
   * All overlaps that do not depend on waivers.
   *
   * @param proofBudget the limit on each of two searches: with the slashes and without
   */
  static List<Finding> overlaps(Policy policy, long proofBudget) {
    List<Finding> as = Overlaps.lasting(policy, new ProofBudget(proofBudget));
    Set<PathRule> loose = new LinkedHashSet<>();
    policy.agents().forEach(agent -> loose.addAll(loose(agent.owns())));
    if (loose.isEmpty() || as.stream().noneMatch(OverlapFindings::isOverlap)) {
      return as;
    }
    Policy tied = policy.withAgents(policy.agents().stream().map(OverlapFindings::tied).toList());
    Set<String> left =
        Overlaps.lasting(tied, new ProofBudget(proofBudget)).stream()
            .map(Finding::message)
            .collect(Collectors.toSet());
    List<Finding> gone =
        as.stream().filter(one -> isOverlap(one) && !left.contains(one.message())).toList();
    if (gone.isEmpty()) {
      return as;
    }
    List<Finding> findings = new ArrayList<>(List.of(finding(loose, gone)));
    as.stream().filter(one -> !gone.contains(one)).forEach(findings::add);
    return findings;
  }

  private static boolean isOverlap(Finding finding) {
    return finding.code().equals("overlap") || finding.code().equals("shared-paths");
  }

  private static boolean isLoose(PathPattern pattern) {
    return !pattern.anchored() && pattern.directoryOnly();
  }

  private static List<PathRule> loose(PathRules owns) {
    return owns.rules().stream().filter(rule -> isLoose(rule.pattern())).toList();
  }

  private static Agent tied(Agent agent) {
    return agent.withOwns(
        new PathRules(
            agent.owns().rules().stream()
                .map(rule -> new PathRule(tied(rule.pattern()), rule.rule()))
                .toList()));
  }

  private static PathPattern tied(PathPattern pattern) {
    try {
      return isLoose(pattern) ? PathPattern.parse(written(pattern)) : pattern;
    } catch (BadPattern e) {
      throw new AssertionError(e); // a leading slash makes no pattern invalid
    }
  }

  private static String written(PathPattern pattern) {
    String text = pattern.toString();
    return pattern.negated() ? "!/" + text.substring(1) : "/" + text;
  }

  private static Finding finding(Set<PathRule> loose, List<Finding> gone) {
    PathPattern first = loose.iterator().next().pattern();
    String which =
        loose.size() == 1
            ? "`%s` has no leading slash and matches".formatted(first)
            : "`%s` and %d more have no leading slash, and each matches"
                .formatted(first, loose.size() - 1);
    return new Finding(
        "missing-slash",
        gone.stream().anyMatch(one -> one.severity() == Severity.ERROR)
            ? Severity.ERROR
            : Severity.WARNING, // those that come one after the other may mean it
        "%s every folder of that name, at any depth, so %s"
            .formatted(
                which,
                gone.size() == 1
                    ? gone.get(0).message()
                    : "%d pairs of agents may change one path".formatted(gone.size())),
        loose.stream().map(rule -> rule.rule().at()).distinct().toList(),
        gone.get(0).witness(),
        "did you mean %s?"
            .formatted(
                loose.stream()
                    .limit(5)
                    .map(rule -> "`" + written(rule.pattern()) + "`")
                    .collect(Collectors.joining(", "))));
  }
}
