package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The finding that a proof was given up, with the patterns that made it so hard. */
final class Complexity {
  private static final int NAMED = 8;

  private Complexity() {}

  /** An error: what has not been proved is not taken. */
  static Finding ofPaths(Policy policy, TooComplex e, String what) {
    return finding(Severity.ERROR, e, what, lines(policy, e));
  }

  /** A warning: what was to be shown keeps nobody from using the policy. */
  static Finding warning(Policy policy, TooComplex e, String what) {
    return finding(Severity.WARNING, e, what, lines(policy, e));
  }

  static Finding finding(Severity severity, TooComplex e, String what, List<Location> lines) {
    return new Finding(
        "too-complex",
        severity,
        what + ", " + e.getMessage(),
        lines,
        "",
        "write fewer patterns, or with fewer wildcards");
  }

  private static List<Location> lines(Policy policy, TooComplex e) {
    Set<PathPattern> named = Set.copyOf(e.patterns());
    return Stream.concat(
            Stream.of(policy.protectedPaths()),
            Stream.concat(
                policy.agents().stream().flatMap(a -> Stream.of(a.forbids(), a.owns())),
                policy.waivers().stream().map(waiver -> waiver.paths())))
        .flatMap(rules -> rules.rules().stream())
        .filter(rule -> named.contains(rule.pattern()))
        .map(PathRule::rule)
        .map(rule -> rule.at())
        .filter(at -> !at.isDefault())
        .distinct()
        .limit(NAMED)
        .collect(Collectors.toUnmodifiableList());
  }
}
