package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import java.util.List;

/**
 * Which branches an agent may push: names below {@code refs/heads/}. The syntax is that of paths,
 * always anchored, and a pattern matches whole names only (semantics, section 2).
 */
public record BranchRules(List<BranchRule> rules) {
  public BranchRules {
    rules = List.copyOf(rules);
  }

  /** One pattern and where it stands. */
  public record BranchRule(PathPattern pattern, Location at) {}

  /** Whether the last pattern that matches the branch's short name is no exception. */
  public boolean matches(String shortName) {
    RepoPath name = RepoPath.of(shortName);
    boolean matched = false;
    for (BranchRule rule : rules) {
      if (rule.pattern().matchesWhole(name)) {
        matched = !rule.pattern().negated();
      }
    }
    return matched;
  }

  public List<PathPattern> patterns() {
    return rules.stream().map(BranchRule::pattern).toList();
  }
}
