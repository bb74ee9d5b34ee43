package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.PathSearch.Needs;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.model.RepoPath;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proof whether the territories of two agents overlap (docs/semantics.md, section 2): one path
 * is in both. Also finds where a path of one is a parent folder of a path of the other.
 */
public final class Territories {
  private static final int ONE = 1;
  private static final int OTHER = 2;

  private final PathMachine<Integer> machine;
  private final ProofBudget proofBudget;
  private final Needs needsOne;
  private final Needs needsOther;

  private Territories(AgentRules one, AgentRules other, ProofBudget proofBudget) {
    int first = one.lists().size();
    this.machine =
        PathMachine.ofBoth(
            one.lists(),
            other.lists(),
            (mine, theirs) -> allowed(one, mine, ONE) | allowed(other, theirs, OTHER));
    this.proofBudget = proofBudget;
    this.needsOne = Needs.of(one.granting());
    this.needsOther = Needs.of(Arrays.stream(other.granting()).map(list -> first + list).toArray());
  }

  private static int allowed(AgentRules rules, int[] deciding, int bit) {
    return rules.outcome(deciding).allowed() ? bit : 0;
  }

  /**
   * A path in two territories.
   *
   * @param oddFolder whether they meet only below folders that are named like a file
   */
  public record Meeting(RepoPath path, boolean oddFolder) {}

  /**
   * A file that one agent may create, at the path of a folder in which the other may change paths.
   *
   * @param below a path in that folder
   */
  public record FileForFolder(RepoPath file, RepoPath below) {}

  /** A shortest path that is in both, preferring folders that are not named like a file. */
  public static Optional<Meeting> meeting(
      AgentRules one, AgentRules other, ProofBudget proofBudget) {
    Territories both = of(one, other, proofBudget);
    Optional<RepoPath> any = both.common(NameRules.PATHS);
    if (any.isEmpty()) {
      return Optional.empty();
    }
    return both.common(NameRules.PATHS.withoutFoldersLikeFiles(patterns(one, other)))
        .map(path -> new Meeting(path, false))
        .or(() -> any.map(path -> new Meeting(path, true)));
  }

  /**
   * A shortest path at which the one may create a file and the other may have a folder that is not
   * named like a file.
   */
  public static Optional<FileForFolder> fileForFolder(
      AgentRules one, AgentRules other, ProofBudget proofBudget) {
    Territories both = of(one, other, proofBudget);
    return new PathSearch<>(
            both.machine,
            NameRules.PATHS.withoutFoldersLikeFiles(patterns(one, other)),
            proofBudget)
        .firstBelow(
            answer -> (answer & ONE) != 0,
            both.needsOne,
            answer -> (answer & OTHER) != 0,
            both.needsOther)
        .map(found -> new FileForFolder(found.parent(), found.path()));
  }

  /** Where they meet each has a pattern that grants; only what may cover a path of both matters. */
  private static Territories of(AgentRules one, AgentRules other, ProofBudget proofBudget) {
    List<PathPattern> ones = near(one.grants(), other.grants(), proofBudget);
    List<PathPattern> others = near(other.grants(), ones, proofBudget);
    return new Territories(
        one.near(ones, proofBudget).near(others, proofBudget),
        other.near(ones, proofBudget).near(others, proofBudget),
        proofBudget);
  }

  private static List<PathPattern> patterns(AgentRules one, AgentRules other) {
    return Stream.of(one, other)
        .flatMap(rules -> rules.lists().stream())
        .flatMap(list -> list.patterns().stream())
        .toList();
  }

  private static List<PathPattern> near(
      List<PathPattern> some, List<PathPattern> others, ProofBudget proofBudget) {
    proofBudget.take((long) some.size() * others.size() / AgentRules.COMPARISONS_A_STEP, some);
    return some.stream().filter(one -> others.stream().anyMatch(one::canMeet)).toList();
  }

  private Optional<RepoPath> common(NameRules rules) {
    return new PathSearch<>(machine, rules, proofBudget)
        .first(answer -> answer == (ONE | OTHER), needsOne.and(needsOther));
  }
}
