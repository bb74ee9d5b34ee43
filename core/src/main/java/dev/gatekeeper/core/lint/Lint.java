package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All findings about a policy that can be parsed. */
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
        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
        .toList();
  }

  /**
   * Every finding, in the order of the rules, errors first; of one code so many at most.
   *
   * @param today in UTC: which waivers hold
   */
  public static List<Finding> findings(Policy policy, LocalDate today) {
    FindingCollector findings = new FindingCollector();
    findings.addAll(lasting(policy));
    ProofBudget proofBudget = new ProofBudget(WARNINGS);
    findings.addAll(OrderFindings.oneSidedExclusions(policy));
    findings.addAll(AgentRemarks.findings(policy, today, proofBudget));
    findings.addAll(IdlePatterns.findings(policy, today, proofBudget));
    findings.addAll(BranchesInTheWay.findings(policy));
    findings.addAll(IdleBranches.findings(policy, proofBudget));
    findings.addAll(ForeignChecks.findings(policy, today, proofBudget));
    findings.addAll(SelfApproval.findings(policy, today));
    findings.addAll(ScratchFolders.findings(policy, proofBudget));
    findings.addAll(ToolConfigPaths.findings(policy, proofBudget));
    findings.addAll(Overlaps.waived(policy, today, proofBudget));
    findings.addAll(CaseOverlaps.findings(policy, new ProofBudget(WARNINGS)));
    findings.addAll(FilesForFolders.findings(policy, new ProofBudget(WARNINGS)));
    return findings.list().stream().sorted(Comparator.comparing(Finding::severity)).toList();
  }

  private static List<Finding> lasting(Policy policy) {
    FindingCollector findings = new FindingCollector();
    findings.addAll(BranchCollisions.withIntegration(policy));
    findings.addAll(BranchCollisions.findings(policy, new ProofBudget(ERRORS)));
    findings.addAll(OrderFindings.findings(policy));
    findings.addAll(FailedTests.findings(policy, new ProofBudget(ERRORS)));
    findings.addAll(OverlapFindings.overlaps(policy, ERRORS));
    return findings.list();
  }

  /** Collects findings, of each code no more than so many: those want mending first. */
  static final class FindingCollector {
    /** How many of one code are kept. */
    static final int MOST = 100;

    private final List<Finding> kept = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Set<String> full = new HashSet<>();

    /** Keeps a finding, or notes that there are more of its code than are kept. */
    void add(Finding finding) {
      int count = counts.merge(finding.code(), 1, Integer::sum);
      if (count <= MOST) {
        kept.add(finding);
      } else if (full.add(finding.code())) {
        kept.add(
            new Finding(
                finding.code(),
                finding.severity(),
                "after %d findings of `%s` no more are named".formatted(MOST, finding.code()),
                List.of(),
                "",
                "fix those first"));
      }
    }

    void addAll(Collection<Finding> findings) {
      findings.forEach(this::add);
    }

    /** Whether there are more of that code than are kept, so that none need be looked for. */
    boolean isFull(String code) {
      return full.contains(code);
    }

    List<Finding> list() {
      return List.copyOf(kept);
    }
  }
}
