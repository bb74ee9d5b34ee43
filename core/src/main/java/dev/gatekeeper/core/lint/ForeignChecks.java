package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.PathSearch.Needs;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling.Outcome;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Findings about declarative checks of paths that the agent may not change, so that it can't make
 * them pass. What is {@code protected} everywhere, such as a {@code .gitattributes}, does not
 * count: nearly every folder could hold one.
 */
public final class ForeignChecks {
  public static final String CODE = "foreign-check";

  private ForeignChecks() {}

  static List<Finding> findings(Policy policy, LocalDate today, ProofBudget proofBudget) {
    List<Finding> findings = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      AgentRules rules = AgentRules.of(policy, agent, today);
      for (Check check : agent.validate()) {
        try {
          foreign(check, rules, proofBudget)
              .ifPresent(path -> findings.add(finding(agent, check, path)));
        } catch (TooComplex e) {
          String what = "whether the check `%s` looks elsewhere was not determined";
          findings.add(Complexity.warning(policy, e, what.formatted(check.name())));
        }
      }
    }
    return List.copyOf(findings);
  }

  /** The files that a check looks at; commands may look at anything, which nobody can tell. */
  public static Optional<PatternList> lookedAt(Check check) {
    if (check instanceof Check.Absent absent) {
      return Optional.of(new PatternList(absent.in(), Matching.GRANTING));
    }
    if (check instanceof Check.Lines lines) {
      return Optional.of(new PatternList(lines.in(), Matching.GRANTING));
    }
    return Optional.empty();
  }

  private static Optional<RepoPath> foreign(
      Check check, AgentRules rules, ProofBudget proofBudget) {
    if (check instanceof Check.Exists exists) {
      return Optional.of(new PatternList(List.of(exists.path()), Matching.GRANTING))
          .filter(list -> first(list, rules, proofBudget, Answer::isOwn).isEmpty())
          .flatMap(list -> first(list, rules, proofBudget, Answer::matched));
    }
    return lookedAt(check).flatMap(list -> first(list, rules, proofBudget, Answer::isForeign));
  }

  /** Whether the check looks at a path, and whether the agent may change it. */
  private record Answer(boolean matched, Outcome outcome) {
    boolean isOwn() {
      return matched && outcome.allowed();
    }

    boolean isForeign() {
      return matched && (outcome == Outcome.NOT_OWNED || outcome == Outcome.FORBIDDEN);
    }
  }

  private static Optional<RepoPath> first(
      PatternList looked, AgentRules all, ProofBudget proofBudget, Predicate<Answer> wanted) {
    AgentRules rules = all.near(looked.patterns(), proofBudget);
    int last = rules.lists().size();
    PathMachine<Answer> machine =
        PathMachine.ofBoth(
            rules.lists(),
            List.of(looked),
            (deciding, of) -> new Answer(looked.says(of[0]), rules.outcome(deciding)));
    List<PathPattern> patterns =
        Stream.concat(rules.lists().stream(), Stream.of(looked))
            .flatMap(list -> list.patterns().stream())
            .toList();
    return new PathSearch<>(machine, NameRules.PATHS.withoutFoldersLikeFiles(patterns), proofBudget)
        .first(wanted, Needs.of(new int[] {last}));
  }

  private static Finding finding(Agent agent, Check check, RepoPath path) {
    boolean exists = check instanceof Check.Exists;
    return new Finding(
        CODE,
        Finding.Severity.WARNING,
        exists
            ? "the check `%s` wants a path that `%s` may not make"
                .formatted(check.name(), agent.id())
            : "the check `%s` looks at paths that `%s` may not change"
                .formatted(check.name(), agent.id()),
        List.of(check.at(), agent.at()),
        path.quoted(),
        exists
            ? "give it the path, or move the check to the agent that makes it"
            : "look only where it may write; what holds everywhere belongs to"
                + " `integration.validate`");
  }
}
