package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.model.Ruling.Outcome;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The lists that decide about one agent's paths, in their order (docs/semantics.md, section 3).
 * Which pattern of a list decides is found by a plain scan or by a machine; what follows from it is
 * said here, once.
 */
public final class AgentRules {
  private static final int PROTECTED = 0;
  private static final int FORBIDS = 1;
  private static final int OWNS = 2;
  private static final int WAIVERS = 3;

  /** So many patterns are held against each other in the time of a step of {@link ProofBudget}. */
  public static final int COMPARISONS_A_STEP = 16;

  private final List<PathRules> rules = new ArrayList<>();
  private final List<PatternList> lists = new ArrayList<>();

  /** Rules of these lists. */
  public AgentRules(
      PathRules protectedPaths, PathRules forbids, PathRules owns, List<PathRules> waivers) {
    add(protectedPaths, Matching.REFUSING);
    add(forbids, Matching.REFUSING);
    add(owns, Matching.GRANTING);
    waivers.forEach(waiver -> add(waiver, Matching.GRANTING));
  }

  /**
   * What the agent may change on that day.
   *
   * @param today in UTC: waivers hold to the end of their last day
   */
  public static AgentRules of(Policy policy, Agent agent, LocalDate today) {
    return new AgentRules(
        policy.protectedPaths(), agent.forbids(), agent.owns(), live(policy, agent, today));
  }

  /** What the agent may change on any day: no waiver counts. */
  public static AgentRules withoutWaivers(Policy policy, Agent agent) {
    return new AgentRules(policy.protectedPaths(), agent.forbids(), agent.owns(), List.of());
  }

  /** The agent's waivers that hold on that day. */
  public static List<PathRules> live(Policy policy, Agent agent, LocalDate today) {
    return policy.waivers().stream()
        .filter(waiver -> waiver.agent().equals(agent.id()) && waiver.isLive(today))
        .map(Policy.Waiver::paths)
        .toList();
  }

  /**
   * The same without the rules that can cover no path which one of the patterns covers.
   *
   * @throws ProofBudget.TooComplex if the effort is not enough
   */
  public AgentRules near(List<PathPattern> patterns, ProofBudget proofBudget) {
    proofBudget.take((long) size() * patterns.size() / COMPARISONS_A_STEP, patterns);
    List<PathRules> kept = rules.stream().map(list -> list.near(patterns)).toList();
    return new AgentRules(
        kept.get(PROTECTED), kept.get(FORBIDS), kept.get(OWNS), kept.subList(WAIVERS, kept.size()));
  }

  private AgentRules(PathRules refused) {
    add(refused, Matching.REFUSING);
    add(PathRules.NONE, Matching.REFUSING);
    add(PathRules.NONE, Matching.GRANTING);
  }

  /** Those of whoever is no agent, who may change nothing. */
  static AgentRules ofNobody(Policy policy) {
    return new AgentRules(policy.protectedPaths());
  }

  /** Whether the lists are the same, pattern for pattern, so that the answers are too. */
  boolean isLike(AgentRules other) {
    boolean alike = lists.size() == other.lists.size();
    for (int i = 0; alike && i < lists.size(); i++) {
      alike = lists.get(i).isLike(other.lists.get(i));
    }
    return alike;
  }

  private void add(PathRules some, Matching matching) {
    rules.add(some);
    lists.add(new PatternList(some.patterns(), matching));
  }

  /** How many patterns there are. */
  private int size() {
    return lists.stream().mapToInt(list -> list.patterns().size()).sum();
  }

  /** The lists, in an order of their own. */
  public List<PatternList> lists() {
    return lists;
  }

  /** Whether any waiver is among them. */
  public boolean hasWaivers() {
    return lists.size() > WAIVERS;
  }

  /** The indices of the lists of which one must say yes before anything may be changed. */
  public int[] granting() {
    return IntStream.range(OWNS, lists.size()).toArray();
  }

  /** The patterns of which one must match before anything may be changed. */
  public List<PathPattern> grants() {
    return Arrays.stream(granting())
        .mapToObj(lists::get)
        .flatMap(list -> list.patterns().stream())
        .filter(pattern -> !pattern.negated())
        .toList();
  }

  /** For each list the index of the pattern that decides about the path, by a plain scan. */
  public int[] deciding(RepoPath path) {
    return lists.stream().mapToInt(list -> list.deciding(path)).toArray();
  }

  /** What follows from the patterns that decide. */
  public Outcome outcome(int[] deciding) {
    if (says(PROTECTED, deciding)) {
      return Outcome.PROTECTED;
    }
    if (waiver(deciding) < lists.size()) {
      return Outcome.WAIVED;
    }
    if (says(FORBIDS, deciding)) {
      return Outcome.FORBIDDEN;
    }
    return says(OWNS, deciding) ? Outcome.OWNED : Outcome.NOT_OWNED;
  }

  /** The answer for the path, by a plain scan. */
  public Outcome outcome(RepoPath path) {
    return outcome(deciding(path));
  }

  /** The rule that the outcome rests on. */
  public Ruling.Reason reason(int[] deciding) {
    int list =
        switch (outcome(deciding)) {
          case PROTECTED -> PROTECTED;
          case WAIVED -> waiver(deciding);
          case FORBIDDEN -> FORBIDS;
          case OWNED, NOT_OWNED -> OWNS;
        };
    int pattern = deciding[list];
    return pattern == PatternList.NONE
        ? new Ruling.Reason.NoRule()
        : new Ruling.Reason.ByRule(rules.get(list).rules().get(pattern).rule());
  }

  /** The line of the rule that decides about a path, or the agent's if no rule matches. */
  public Location line(RepoPath path, Agent agent) {
    return reason(deciding(path)) instanceof Ruling.Reason.ByRule by ? by.rule().at() : agent.at();
  }

  /**
   * Whether a path that now has this outcome could get a refusal instead from a pattern that {@code
   * waits} knows of.
   *
   * @param waits whether a pattern of a list, of those that the predicate wants, may still match
   */
  boolean couldBeRefused(Outcome outcome, Waits waits) {
    Predicate<PathPattern> exception = PathPattern::negated;
    Predicate<PathPattern> plain = exception.negate();
    if (!outcome.allowed() || waits.in(PROTECTED, plain)) {
      return true;
    }
    if (outcome == Outcome.OWNED) {
      return waits.in(FORBIDS, plain) || waits.in(OWNS, exception);
    }
    for (int list = WAIVERS; list < lists.size(); list++) {
      if (waits.in(list, exception)) {
        return true;
      }
    }
    return false;
  }

  /** Whether some pattern of a list waits to match. */
  @FunctionalInterface
  interface Waits {
    boolean in(int list, Predicate<PathPattern> wanted);
  }

  /** The first waiver that matches, or the number of lists. */
  private int waiver(int[] deciding) {
    int list = WAIVERS;
    while (list < lists.size() && !says(list, deciding)) {
      list++;
    }
    return list;
  }

  private boolean says(int list, int[] deciding) {
    return lists.get(list).says(deciding[list]);
  }
}
