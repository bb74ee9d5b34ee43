package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.Matching;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.model.Ruling.Outcome;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The lists that decide what one agent may change, and the order in which they do
 * (docs/semantics.md, section 3). Which pattern of a list decides is found by a plain scan or by a
 * machine; what follows from it is said here, once.
 */
final class AgentRules {
  private static final int PROTECTED = 0;
  private static final int FORBIDS = 1;
  private static final int OWNS = 2;
  private static final int WAIVERS = 3;

  private final List<PathRules> rules = new ArrayList<>();
  private final List<PatternList> lists = new ArrayList<>();

  /**
   * @param today in UTC: waivers hold to the end of their last day
   */
  AgentRules(Policy policy, Agent agent, LocalDate today) {
    add(policy.protectedPaths(), Matching.REFUSING);
    add(agent.forbids(), Matching.REFUSING);
    add(agent.owns(), Matching.GRANTING);
    for (Waiver waiver : policy.waivers()) {
      if (waiver.agent().equals(agent.id()) && waiver.isLive(today)) {
        add(waiver.paths(), Matching.GRANTING);
      }
    }
  }

  private void add(PathRules some, Matching matching) {
    rules.add(some);
    lists.add(new PatternList(some.patterns(), matching));
  }

  /** The lists, in an order of their own. */
  List<PatternList> lists() {
    return lists;
  }

  /** For each list the index of the pattern that decides about the path, by a plain scan. */
  int[] deciding(RepoPath path) {
    return lists.stream().mapToInt(list -> list.deciding(path)).toArray();
  }

  /** What follows from the patterns that decide. */
  Outcome outcome(int[] deciding) {
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

  /** The rule that the outcome rests on. */
  Ruling.Reason reason(int[] deciding) {
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
