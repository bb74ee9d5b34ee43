package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.Rule;
import java.util.List;

/** A list of patterns about paths, the last match deciding, each with its rule. */
public record PathRules(List<PathRule> rules) {

  /** No rule at all: matches nothing. */
  public static final PathRules NONE = new PathRules(List.of());

  public PathRules {
    rules = List.copyOf(rules);
  }

  /** One pattern and where it stands. */
  public record PathRule(PathPattern pattern, Rule rule) {}

  /** Those that could cover a path which one of the patterns covers. */
  public PathRules near(List<PathPattern> patterns) {
    return new PathRules(
        rules.stream()
            .filter(rule -> patterns.stream().anyMatch(rule.pattern()::canMeet))
            .toList());
  }

  public List<PathPattern> patterns() {
    return rules.stream().map(PathRule::pattern).toList();
  }
}
