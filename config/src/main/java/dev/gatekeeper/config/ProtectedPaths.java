package dev.gatekeeper.config;

import dev.gatekeeper.core.match.BadPattern;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/** What no agent may change (docs/semantics.md, section 3). */
final class ProtectedPaths {
  private static final String POLICY_FILE = "/" + Policy.FILE_NAME;

  /** What steers git, the host and the gate itself. */
  private static final List<String> BY_DEFAULT =
      List.of(POLICY_FILE, ".gitattributes", "/.gitmodules", "/.github/");

  private ProtectedPaths() {}

  static PathRules byDefault(String file) {
    return new PathRules(BY_DEFAULT.stream().map(text -> rule(file, text)).toList());
  }

  /**
   * The rules with the policy file among them, last if no rule names it or an exception follows:
   * whoever may change the policy may change everything.
   */
  static PathRules withPolicyFile(String file, PathRules rules) {
    boolean named = false;
    for (PathRule rule : rules.rules()) {
      if (rule.pattern().negated()) {
        named = false;
      } else if (rule.rule().pattern().equals(POLICY_FILE)) {
        named = true;
      }
    }
    if (named) {
      return rules;
    }
    List<PathRule> all = new ArrayList<>(rules.rules());
    all.add(rule(file, POLICY_FILE));
    return new PathRules(all);
  }

  private static PathRule rule(String file, String text) {
    try {
      return new PathRule(
          PathPattern.parse(text), new Rule(Rule.List.PROTECTED, text, Location.ofDefault(file)));
    } catch (BadPattern e) {
      throw new IllegalStateException(e);
    }
  }
}
