package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.ScanCost;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.model.Ruling.Outcome;
import dev.gatekeeper.core.model.Ruling.Reason;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Findings about redundant patterns: without one of them the answer for every path is the same.
 * Those found are left out of the proofs that follow, so that of two alike only one is found.
 */
final class IdlePatterns {
  private static final String CODE = "idle-pattern";
  private static final int NAMED = 3;

  private final Policy policy;
  private final ProofBudget proofBudget;
  private final Lint.FindingCollector findings = new Lint.FindingCollector();

  private IdlePatterns(Policy policy, ProofBudget proofBudget) {
    this.policy = policy;
    this.proofBudget = proofBudget;
  }

  static List<Finding> findings(Policy policy, LocalDate today, ProofBudget proofBudget) {
    IdlePatterns idle = new IdlePatterns(policy, proofBudget);
    try {
      idle.look(today);
    } catch (TooComplex e) {
      idle.findings.add(
          Complexity.warning(policy, e, "which patterns are redundant was not determined"));
    }
    return idle.findings.list();
  }

  private void look(LocalDate today) {
    PathRules none = PathRules.NONE;
    PathRules guarded = policy.protectedPaths();
    pruned(guarded, "", rules -> new AgentRules(rules, none, none, List.of()));
    for (Agent agent : policy.agents()) {
      String of = " of `" + agent.id() + "`";
      PathRules forbids =
          pruned(
              agent.forbids(),
              of,
              rules -> new AgentRules(guarded, rules, agent.owns(), List.of()));
      pruned(agent.owns(), of, rules -> new AgentRules(guarded, forbids, rules, List.of()));
      for (PathRules waiver : AgentRules.live(policy, agent, today)) {
        pruned(
            waiver,
            of,
            rules -> new AgentRules(guarded, agent.forbids(), agent.owns(), List.of(rules)));
      }
    }
  }

  /** The list without what is idle in it, which is reported. */
  private PathRules pruned(PathRules list, String of, Function<PathRules, AgentRules> asked) {
    PathRules kept = list;
    AgentRules all = asked.apply(kept);
    ScanCost cost = new ScanCost(all.lists());
    for (PathRule rule : list.rules()) {
      if (findings.isFull(CODE)) {
        return kept;
      }
      Sampling sampling = new Sampling(all, rule, cost, proofBudget);
      boolean shown =
          rule.rule().at().isDefault()
              || rule.pattern().samples(NameRules.PATHS).anyMatch(sampling::matters);
      if (!shown) {
        PathRules others = without(rule, kept);
        if (isIdle(rule, all, asked.apply(others), of)) {
          kept = others;
          all = asked.apply(kept);
        }
      }
    }
    return kept;
  }

  private static PathRules without(PathRule rule, PathRules rules) {
    return new PathRules(rules.rules().stream().filter(other -> !other.equals(rule)).toList());
  }

  private boolean isIdle(PathRule rule, AgentRules with, AgentRules without, String of) {
    // Only what may cover a path of the pattern can decide in its stead.
    List<PathPattern> near = List.of(rule.pattern());
    Question question = new Question(with.near(near, proofBudget), without.near(near, proofBudget));
    if (question.differs(proofBudget)) {
      return false;
    }
    Set<Rule> instead = new LinkedHashSet<>(question.instead(rule, proofBudget));
    if (rule.pattern().negated()) {
      // An exception from nothing; that some of it is protected is not the reason.
      instead.removeIf(other -> other.list() == Rule.List.PROTECTED);
    }
    boolean isScratch = rule.rule().list() == Rule.List.SCRATCH;
    if (!isScratch || instead.stream().anyMatch(other -> other.list() != Rule.List.OWNS)) {
      findings.add(finding(rule.rule(), of, instead));
    }
    return true;
  }

  /** Whether the answer for one path would be another without the rule. */
  private record Sampling(AgentRules all, PathRule rule, ScanCost cost, ProofBudget proofBudget) {
    boolean matters(RepoPath path) {
      cost.take(path, proofBudget);
      int[] deciding = all.deciding(path);
      int[] without = deciding.clone();
      for (int i = 0; i < deciding.length; i++) {
        PatternList list = all.lists().get(i);
        int place = list.patterns().indexOf(rule.pattern());
        if (place >= 0 && place == deciding[i]) {
          without[i] = list.deciding(path, place);
        }
      }
      return !answer(all, deciding).equals(answer(all, without));
    }
  }

  /** What is asked of the rules; of waivers no more than whether they permit. */
  private static Object answer(AgentRules rules, int[] deciding) {
    Outcome outcome = rules.outcome(deciding);
    return rules.hasWaivers() ? (Object) outcome.allowed() : outcome;
  }

  private static Finding finding(Rule rule, String of, Set<Rule> instead) {
    String what = "`%s` in `%s`%s is redundant: ".formatted(rule.pattern(), rule.list().key(), of);
    List<Location> lines = new ArrayList<>(List.of(rule.at()));
    List<String> named = new ArrayList<>();
    for (Rule other : instead.stream().limit(NAMED).toList()) {
      String place = other.at().isDefault() ? "by default" : "line " + other.at().line();
      named.add("`%s` in `%s` (%s)".formatted(other.pattern(), other.list().key(), place));
      if (!other.at().isDefault()) {
        lines.add(other.at());
      }
    }
    String more = instead.size() > NAMED ? " and others" : "";
    String why =
        instead.isEmpty()
            ? "nothing else matches where it does, so there is nothing to except"
            : "what it matches is decided already by " + String.join(", ", named) + more;
    return new Finding(
        CODE,
        Finding.Severity.WARNING,
        what + why,
        lines,
        "",
        "take it out, or move it: the last pattern that matches decides");
  }

  /** The rules with the pattern, and without it. */
  private record Question(AgentRules with, AgentRules without) {

    boolean differs(ProofBudget proofBudget) {
      PathMachine<Boolean> machine =
          PathMachine.ofBoth(
              with.lists(),
              without.lists(),
              (first, second) -> !answer(with, first).equals(answer(without, second)));
      return new PathSearch<>(machine, NameRules.PATHS, proofBudget)
          .first(differs -> differs)
          .isPresent();
    }

    /** The rules that decide without it, wherever it matches. */
    Set<Rule> instead(PathRule rule, ProofBudget proofBudget) {
      Matching matching =
          rule.rule().list() == Rule.List.FORBIDS || rule.rule().list() == Rule.List.PROTECTED
              ? Matching.REFUSING
              : Matching.GRANTING;
      PathMachine<Set<Rule>> machine =
          PathMachine.ofBoth(
              without.lists(),
              List.of(new PatternList(List.of(rule.pattern()), matching)),
              (deciding, of) -> of[0] == PatternList.NONE ? Set.of() : reason(deciding));
      Set<Rule> rules = new LinkedHashSet<>();
      new PathSearch<>(machine, NameRules.PATHS, proofBudget).all().keySet().forEach(rules::addAll);
      return rules;
    }

    private Set<Rule> reason(int[] deciding) {
      return without.reason(deciding) instanceof Reason.ByRule by ? Set.of(by.rule()) : Set.of();
    }
  }
}
