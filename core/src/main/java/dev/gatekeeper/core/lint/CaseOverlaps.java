package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.match.NameFold;
import dev.gatekeeper.core.match.OverlapCandidates;
import dev.gatekeeper.core.match.OverlapCandidates.Encounter;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Territories;
import dev.gatekeeper.core.policy.Territories.Meeting;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Findings about territories that differ only in case or Unicode form, such as {@code /Docs/} and
 * {@code /docs/}: files of one agent collide there with files of another. Names without wildcards
 * are folded as those of a push are; of other names only the ASCII letters are.
 */
final class CaseOverlaps {
  private static final String CODE = "case-overlap";

  private CaseOverlaps() {}

  static List<Finding> findings(Policy policy, ProofBudget proofBudget) {
    Lint.FindingCollector findings = new Lint.FindingCollector();
    List<AgentRules> exact =
        policy.agents().stream().map(agent -> AgentRules.withoutWaivers(policy, agent)).toList();
    List<AgentRules> folded =
        policy.agents().stream()
            .map(
                agent ->
                    new AgentRules(
                        folded(policy.protectedPaths()),
                        folded(agent.forbids()),
                        folded(agent.owns()),
                        List.of()))
            .toList();
    try {
      List<List<PathPattern>> granting = folded.stream().map(AgentRules::grants).toList();
      for (Encounter pair : OverlapCandidates.of(granting, false, proofBudget)) {
        if (findings.isFull(CODE)) {
          break;
        }
        Optional<Meeting> there =
            Territories.meeting(folded.get(pair.one()), folded.get(pair.other()), proofBudget)
                .filter(meeting -> !meeting.oddFolder());
        if (there.isPresent()
            && Territories.meeting(exact.get(pair.one()), exact.get(pair.other()), proofBudget)
                .isEmpty()) {
          Agent one = policy.agents().get(pair.one());
          Agent other = policy.agents().get(pair.other());
          findings.add(
              finding(one, other, there.get(), folded.get(pair.one()), folded.get(pair.other())));
        }
      }
    } catch (TooComplex e) {
      findings.add(
          Complexity.warning(policy, e, "overlaps that differ only in case were not searched for"));
    }
    return findings.list();
  }

  private static Finding finding(
      Agent one, Agent other, Meeting there, AgentRules mine, AgentRules theirs) {
    return new Finding(
        CODE,
        Severity.WARNING,
        "`%s` and `%s` may change paths that differ only in case or Unicode form"
            .formatted(one.id(), other.id()),
        List.of(mine.line(there.path(), one), theirs.line(there.path(), other)),
        there.path().quoted(),
        "write both in the same case and except the path from one, or rename the folder of one; the"
            + " gate refuses such paths (CASE_COLLISION)");
  }

  private static PathRules folded(PathRules rules) {
    return new PathRules(
        rules.rules().stream()
            .map(rule -> new PathRule(folded(rule.pattern()), rule.rule()))
            .toList());
  }

  private static PathPattern folded(PathPattern pattern) {
    String folded =
        Arrays.stream(pattern.toString().split("/", -1))
            .map(CaseOverlaps::folded)
            .collect(Collectors.joining("/"));
    try {
      return PathPattern.parse(folded);
    } catch (BadPattern e) {
      return pattern; // as where folding turns a range around, `[Z-a]`
    }
  }

  private static String folded(String segment) {
    if (segment.matches(".*[*?\\[\\\\].*")) {
      return segment.toLowerCase(Locale.ROOT).replace("[:upper:]", "[:lower:]");
    }
    byte[] bytes = segment.getBytes(StandardCharsets.UTF_8);
    return NameFold.of(bytes, 0, bytes.length);
  }
}
