package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.Effort;
import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.PathSearch.Needs;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.AgentRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether what two agents may change overlaps, proved (docs/semantics.md, section 2): one path is
 * in both, or a path of one is a parent folder of a path of the other.
 */
final class Territories {
  private static final int ONE = 1;
  private static final int OTHER = 2;

  private final PathMachine<Integer> machine;
  private final Effort effort;
  private final Needs needsOne;
  private final Needs needsOther;

  private Territories(AgentRules one, AgentRules other, Effort effort) {
    List<PatternList> lists = new ArrayList<>(one.lists());
    lists.addAll(other.lists());
    int first = one.lists().size();
    this.machine =
        new PathMachine<>(
            lists,
            deciding ->
                allowed(one, Arrays.copyOf(deciding, first), ONE)
                    | allowed(other, Arrays.copyOfRange(deciding, first, deciding.length), OTHER));
    this.effort = effort;
    this.needsOne = Needs.of(one.granting());
    this.needsOther = Needs.of(Arrays.stream(other.granting()).map(list -> first + list).toArray());
  }

  private static int allowed(AgentRules rules, int[] deciding, int bit) {
    return rules.outcome(deciding).allowed() ? bit : 0;
  }

  /**
   * Where two territories meet.
   *
   * @param one what the one may change
   * @param other what the other may change; the same path, one below it, or its parent
   * @param oddFolder whether they meet only below folders that are named like a file
   */
  record Meeting(RepoPath one, RepoPath other, boolean oddFolder) {
    boolean isOnePath() {
      return one.equals(other);
    }

    /** The longer of the two. */
    RepoPath witness() {
      return one.length() > other.length() ? one : other;
    }
  }

  /** A shortest path at which they meet, preferring folders that are not named like a file. */
  static Optional<Meeting> meeting(AgentRules one, AgentRules other, Effort effort) {
    // Where they meet each has a pattern that grants; only what may cover a path of both matters.
    List<PathPattern> ones = near(one.grants(), other.grants(), effort);
    List<PathPattern> others = near(other.grants(), ones, effort);
    Territories both =
        new Territories(
            one.near(ones, effort).near(others, effort),
            other.near(ones, effort).near(others, effort),
            effort);
    Optional<Meeting> any = both.find(NameRules.PATHS, true);
    if (any.isEmpty()) {
      return any;
    }
    List<PathPattern> patterns =
        Stream.of(one, other)
            .flatMap(rules -> rules.lists().stream())
            .flatMap(list -> list.patterns().stream())
            .toList();
    Optional<Meeting> plain = both.find(NameRules.PATHS.withoutFoldersLikeFiles(patterns), false);
    return plain.isPresent() ? plain : any;
  }

  private static List<PathPattern> near(
      List<PathPattern> some, List<PathPattern> others, Effort effort) {
    effort.take((long) some.size() * others.size() / AgentRules.COMPARISONS_A_STEP, some);
    return some.stream().filter(one -> others.stream().anyMatch(one::canMeet)).toList();
  }

  private Optional<Meeting> find(NameRules rules, boolean oddFolder) {
    PathSearch<Integer> search = new PathSearch<>(machine, rules, effort);
    return search
        .first(answer -> answer == (ONE | OTHER), needsOne.and(needsOther))
        .map(path -> new Meeting(path, path, oddFolder))
        .or(
            () ->
                search
                    .firstBelow(
                        answer -> (answer & ONE) != 0,
                        needsOne,
                        answer -> (answer & OTHER) != 0,
                        needsOther)
                    .map(below -> new Meeting(below.parent(), below.path(), oddFolder)))
        .or(
            () ->
                search
                    .firstBelow(
                        answer -> (answer & OTHER) != 0,
                        needsOther,
                        answer -> (answer & ONE) != 0,
                        needsOne)
                    .map(below -> new Meeting(below.path(), below.parent(), oddFolder)));
  }
}
