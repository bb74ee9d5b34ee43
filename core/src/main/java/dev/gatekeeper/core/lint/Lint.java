package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.policy.Policy;
import java.util.List;
import java.util.stream.Stream;

/** All that is held against a policy. */
public final class Lint {
  private Lint() {}

  /** The findings, in the order of the rules. */
  public static List<Finding> findings(Policy policy) {
    return Stream.of(
            IntegrationRules.findings(policy),
            BranchCollisions.findings(policy),
            OrderRules.findings(policy))
        .flatMap(List::stream)
        .toList();
  }
}
