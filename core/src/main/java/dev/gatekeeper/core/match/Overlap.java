package dev.gatekeeper.core.match;

import dev.gatekeeper.core.model.RepoPath;
import java.util.List;
import java.util.Optional;

/**
 * The test whether two lists of patterns permit a common path or name: exact, with a shortest
 * witness.
 */
public final class Overlap {
  private Overlap() {}

  /**
   * A shortest branch that both lists match, or none if there can be no such branch.
   *
   * @param proofBudget what it may take
   * @throws ProofBudget.TooComplex if the patterns tell too much apart
   */
  public static Optional<RepoPath> ofBranches(
      List<PathPattern> one, List<PathPattern> other, ProofBudget proofBudget) {
    return of(
        new PatternList(one, PatternList.Matching.WHOLE_NAMES),
        new PatternList(other, PatternList.Matching.WHOLE_NAMES),
        NameRules.BRANCHES,
        proofBudget);
  }

  /**
   * A shortest path that both lists match, or none if there can be no such path.
   *
   * @param proofBudget what it may take
   * @throws ProofBudget.TooComplex if the patterns tell too much apart
   */
  public static Optional<RepoPath> of(
      PatternList one, PatternList other, NameRules rules, ProofBudget proofBudget) {
    PathMachine<Boolean> both =
        new PathMachine<>(
            List.of(one, other), deciding -> one.says(deciding[0]) && other.says(deciding[1]));
    return new PathSearch<>(both, rules, proofBudget).first(answer -> answer);
  }
}
