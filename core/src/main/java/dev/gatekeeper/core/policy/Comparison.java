package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.model.Ruling.Outcome;
import dev.gatekeeper.core.policy.Agent.BranchRules;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * The differences between two sets of rules, proved over all possible paths and not sampled. For
 * each two rules that disagree there is a shortest path that shows it.
 *
 * <p>All of it throws {@link dev.gatekeeper.core.match.ProofBudget.TooComplex} if the patterns tell
 * too much apart; then nothing is known.
 */
public final class Comparison {
  private static final String NO_RULE = "no rule";

  /** In the place of a path that is not known yet. */
  private static final RepoPath ANY = RepoPath.of("*");

  private Comparison() {}

  /**
   * One path that is answered differently.
   *
   * @param path a shortest of those that the same two rules decide
   */
  public record PathDifference<T>(T before, T after, RepoPath path) {}

  private record Pair<T>(T before, T after) {}

  public record Answer(Outcome outcome, Ruling.Reason reason) {
    public boolean allowed() {
      return outcome.allowed();
    }

    /** The rule for people: {@code owns /src/ (gatekeeper.yml:12)}, or {@code no rule}. */
    public String words() {
      if (reason instanceof Ruling.Reason.ByRule byRule) {
        Rule rule = byRule.rule();
        return rule.list().key() + " " + rule.pattern() + " (" + rule.at().lineText() + ")";
      }
      return NO_RULE;
    }
  }

  /**
   * The paths that an agent may change under one policy and not under the other.
   *
   * @param before the agent in the older policy, if it has such an agent
   * @param today in UTC: waivers hold to the end of their last day
   */
  public static List<PathDifference<Answer>> ofPaths(
      Policy older, Optional<Agent> before, Policy newer, Optional<Agent> after, LocalDate today) {
    AgentRules old = rules(older, before, today);
    AgentRules now = rules(newer, after, today);
    if (old.isLike(now)) {
      return List.of();
    }
    return differences(
        old.lists(),
        now.lists(),
        (first, second) -> old.outcome(first).allowed() != now.outcome(second).allowed(),
        deciding -> new Answer(old.outcome(deciding), old.reason(deciding)),
        deciding -> new Answer(now.outcome(deciding), now.reason(deciding)));
  }

  private static AgentRules rules(Policy policy, Optional<Agent> agent, LocalDate today) {
    return agent
        .map(known -> AgentRules.of(policy, known, today))
        .orElseGet(() -> AgentRules.ofNobody(policy));
  }

  /**
   * Whether a list covers a path.
   *
   * @param rule the one that decides, if any matches
   */
  public record Covering(boolean covers, Optional<Line> rule) {
    /** The rule for people: {@code /src/ (gatekeeper.yml:12)}, or {@code no rule}. */
    public String words() {
      return rule.map(line -> line.pattern() + " (" + line.at().lineText() + ")").orElse(NO_RULE);
    }
  }

  /** A pattern, and where it stands. */
  public record Line(PathPattern pattern, Location at) {}

  /** The paths that one list, which takes permission, covers and the other does not. */
  public static List<PathDifference<Covering>> ofRefusals(PathRules before, PathRules after) {
    return ofLists(lines(before), lines(after), Matching.REFUSING);
  }

  private static List<Line> lines(PathRules rules) {
    return rules.rules().stream().map(r -> new Line(r.pattern(), r.rule().at())).toList();
  }

  /** The branches that one list matches and the other does not. */
  public static List<PathDifference<Covering>> ofBranches(BranchRules before, BranchRules after) {
    return ofLists(lines(before), lines(after), Matching.WHOLE_NAMES);
  }

  private static List<Line> lines(BranchRules rules) {
    return rules.rules().stream().map(r -> new Line(r.pattern(), r.at())).toList();
  }

  private static List<PathDifference<Covering>> ofLists(
      List<Line> before, List<Line> after, Matching matching) {
    PatternList old = new PatternList(before.stream().map(Line::pattern).toList(), matching);
    PatternList now = new PatternList(after.stream().map(Line::pattern).toList(), matching);
    if (old.isLike(now)) {
      return List.of();
    }
    return differences(
        List.of(old),
        List.of(now),
        (first, second) -> old.says(first[0]) != now.says(second[0]),
        deciding -> covering(old, before, deciding[0]),
        deciding -> covering(now, after, deciding[0]));
  }

  private static Covering covering(PatternList list, List<Line> lines, int deciding) {
    return new Covering(
        list.says(deciding),
        deciding == PatternList.NONE ? Optional.empty() : Optional.of(lines.get(deciding)));
  }

  /**
   * A path about which a list of owners and the policy disagree.
   *
   * @param policy what the policy says of the agent
   * @param line the index of the pattern that decides in the list, or {@link PatternList#NONE}
   */
  public record Disagreement(Answer policy, int line, RepoPath path) {}

  /**
   * Where a list of patterns, each of which gives what it covers to somebody, does not say of an
   * agent what the policy says of it.
   *
   * @param ownsBy whether the pattern of that index gives to the agent
   * @param proofBudget what it may take
   */
  public static List<Disagreement> ofOwners(
      Policy policy,
      Agent agent,
      PatternList owners,
      IntPredicate ownsBy,
      LocalDate today,
      ProofBudget proofBudget) {
    AgentRules rules = AgentRules.of(policy, agent, today);
    PathMachine<List<Disagreement>> machine =
        PathMachine.ofBoth(
            rules.lists(),
            List.of(owners),
            (own, of) -> {
              Outcome outcome = rules.outcome(own);
              boolean owner = of[0] != PatternList.NONE && ownsBy.test(of[0]);
              return outcome.allowed() == owner
                  ? List.of()
                  : List.of(new Disagreement(new Answer(outcome, rules.reason(own)), of[0], ANY));
            });
    return new PathSearch<>(machine, NameRules.PATHS, proofBudget)
        .all().entrySet().stream()
            .flatMap(
                entry ->
                    entry.getKey().stream()
                        .map(d -> new Disagreement(d.policy(), d.line(), entry.getValue())))
            .toList();
  }

  private static <T> List<PathDifference<T>> differences(
      List<PatternList> before,
      List<PatternList> after,
      BiPredicate<int[], int[]> differ,
      Function<int[], T> old,
      Function<int[], T> now) {
    NameRules names =
        before.get(0).matching() == Matching.WHOLE_NAMES ? NameRules.BRANCHES : NameRules.PATHS;
    PathMachine<List<Pair<T>>> machine =
        PathMachine.ofBoth(
            before,
            after,
            (first, second) ->
                differ.test(first, second)
                    ? List.of(new Pair<>(old.apply(first), now.apply(second)))
                    : List.of());
    Map<List<Pair<T>>, RepoPath> found = new PathSearch<>(machine, names).all();
    return found.entrySet().stream()
        .flatMap(
            entry ->
                entry.getKey().stream()
                    .map(
                        pair ->
                            new PathDifference<>(pair.before(), pair.after(), entry.getValue())))
        .toList();
  }
}
