package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.match.OverlapCandidates;
import dev.gatekeeper.core.match.OverlapCandidates.Encounter;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Territories;
import dev.gatekeeper.core.policy.Territories.FileForFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Findings about two agents of which one may create a file where the other may change paths in a
 * folder of the same name. Git can store only one of the two. The gate finds that when the two
 * meet, so the policy is valid all the same. The agent with the folder can't give way without
 * giving up its contents, so the finding asks the other one to.
 */
final class FilesForFolders {
  private static final String CODE = "file-for-folder";

  /** The largest number of exceptions in one finding. */
  private static final int MOST = 10;

  private final Policy policy;
  private final ProofBudget proofBudget;
  private final List<AgentRules> rules;

  private FilesForFolders(Policy policy, ProofBudget proofBudget) {
    this.policy = policy;
    this.proofBudget = proofBudget;
    this.rules =
        policy.agents().stream().map(agent -> AgentRules.withoutWaivers(policy, agent)).toList();
  }

  static List<Finding> findings(Policy policy, ProofBudget proofBudget) {
    FilesForFolders looked = new FilesForFolders(policy, proofBudget);
    Lint.FindingCollector findings = new Lint.FindingCollector();
    try {
      List<List<PathPattern>> granting =
          policy.agents().stream().map(agent -> agent.owns().patterns()).toList();
      for (Encounter pair : OverlapCandidates.of(granting, false, proofBudget)) {
        if (findings.isFull(CODE)) {
          break;
        }
        if (!looked.overlap(pair.one(), pair.other())) {
          looked.of(pair.one(), pair.other()).ifPresent(findings::add);
          looked.of(pair.other(), pair.one()).ifPresent(findings::add);
        }
      }
    } catch (TooComplex e) {
      findings.add(
          Complexity.ofPaths(policy, e, "files in the place of folders can't be searched for"));
    }
    return findings.list();
  }

  /** Whether the two may change one path, which is a finding of its own. */
  private boolean overlap(int one, int other) {
    return Territories.meeting(rules.get(one), rules.get(other), proofBudget).isPresent();
  }

  /** The finding if the first may create a file where the second may have a folder. */
  private Optional<Finding> of(int one, int other) {
    Optional<FileForFolder> first = next(rules.get(one), other);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Agent agent = policy.agents().get(one);
    Agent theirs = policy.agents().get(other);
    RepoPath file = first.get().file();
    PathRules owns = agent.owns();
    int deciding = deciding(owns, file);
    PathRule rule = owns.rules().get(deciding);
    List<String> exceptions = new ArrayList<>();
    for (Optional<FileForFolder> at = first;
        at.isPresent() && exceptions.size() < MOST && isOf(rule, owns, at.get().file());
        at = next(with(agent, owns), other)) {
      String exception = "!/" + PathPattern.escaped(at.get().file()) + "/";
      exceptions.add("`\"" + exception + "\"`");
      owns = with(owns, deciding + 1, exception, rule);
    }
    return Optional.of(
        new Finding(
            CODE,
            Severity.NOTE,
            "`%s` may make %s a file, and `%s` may change paths in a folder of that name; git can't store both"
                .formatted(agent.id(), file.quoted(), theirs.id()),
            List.of(
                rules.get(one).line(file, agent),
                rules.get(other).line(first.get().below(), theirs)),
            first.get().below().quoted(),
            exceptions.isEmpty()
                ? "let `%s` give way: except it from its `owns`, or put it into its `forbids`"
                    .formatted(agent.id())
                : "let `%s` give way: put %s after `%s` in its `owns`"
                    .formatted(agent.id(), String.join(", ", exceptions), rule.pattern())));
  }

  private Optional<FileForFolder> next(AgentRules mine, int other) {
    return Territories.fileForFolder(mine, rules.get(other), proofBudget);
  }

  private static int deciding(PathRules owns, RepoPath file) {
    return new PatternList(owns.patterns(), Matching.GRANTING).deciding(file);
  }

  private static boolean isOf(PathRule rule, PathRules owns, RepoPath file) {
    int deciding = deciding(owns, file);
    return deciding >= 0 && owns.rules().get(deciding).equals(rule);
  }

  private AgentRules with(Agent agent, PathRules owns) {
    return new AgentRules(policy.protectedPaths(), agent.forbids(), owns, List.of());
  }

  private static PathRules with(PathRules owns, int at, String pattern, PathRule like) {
    List<PathRule> rules = new ArrayList<>(owns.rules());
    try {
      rules.add(at, new PathRule(PathPattern.parse(pattern), like.rule()));
    } catch (BadPattern e) {
      throw new AssertionError(pattern, e); // an escaped path is a valid pattern
    }
    return new PathRules(rules);
  }
}
