package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.Effort;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;

/** All that is held against a policy, beyond its form. */
public final class Lint {
  /**
   * What the proofs that matter to every push may take, about branches, tests and paths each: some
   * seconds at the very worst.
   */
  private static final long ERRORS = 8_000_000;

  /** What all the others may take. */
  private static final long WARNINGS = 16_000_000;

  private Lint() {}

  /**
   * What keeps the gate from taking the policy. It follows from the policy alone, so that one that
   * was taken stays good: waivers, which end, play no part.
   */
  public static List<Finding> errors(Policy policy) {
    return lasting(policy).stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .toList();
  }

  /**
   * Every finding, in the order of the rules, errors first; of one code so many at most.
   *
   * @param today in UTC: which waivers hold
   */
  public static List<Finding> findings(Policy policy, LocalDate today) {
    Findings findings = new Findings();
    findings.addAll(lasting(policy));
    Effort effort = new Effort(WARNINGS);
    findings.addAll(ExclusionRules.findings(policy));
    findings.addAll(AgentRemarks.findings(policy, today, effort));
    findings.addAll(IdlePatterns.findings(policy, today, effort));
    findings.addAll(BranchesInTheWay.findings(policy));
    findings.addAll(IdleBranches.findings(policy, effort));
    findings.addAll(ForeignChecks.findings(policy, today, effort));
    findings.addAll(ScratchFolders.findings(policy, effort));
    findings.addAll(Steering.findings(policy, effort));
    findings.addAll(Overlaps.waived(policy, today, effort));
    return findings.list().stream().sorted(Comparator.comparing(Finding::severity)).toList();
  }

  private static List<Finding> lasting(Policy policy) {
    Findings findings = new Findings();
    findings.addAll(IntegrationRules.findings(policy));
    findings.addAll(BranchCollisions.findings(policy, new Effort(ERRORS)));
    findings.addAll(OrderRules.findings(policy));
    findings.addAll(FailedTests.findings(policy, new Effort(ERRORS)));
    findings.addAll(Overlaps.lasting(policy, new Effort(ERRORS)));
    return findings.list();
  }
}
