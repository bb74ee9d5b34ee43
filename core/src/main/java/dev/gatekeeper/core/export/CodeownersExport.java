package dev.gatekeeper.core.export;

import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.TooComplex;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Comparison;
import dev.gatekeeper.core.policy.Comparison.Disagreement;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A CODEOWNERS file that names for each path the agent that may change it. It is held against the
 * policy over every path there can be: what it does not say as the policy does, it says so.
 */
public final class CodeownersExport {
  private final Policy policy;
  private final LocalDate today;
  private final List<String> unsayable = new ArrayList<>();

  private CodeownersExport(Policy policy, LocalDate today) {
    this.policy = policy;
    this.today = today;
  }

  /**
   * A line.
   *
   * @param pattern as CODEOWNERS writes it
   * @param owner whom it gives to: a list of one, or none for a line without an owner
   */
  public record Line(String pattern, List<AgentId> owner) {
    public Line {
      owner = List.copyOf(owner);
    }
  }

  /**
   * Paths of which the file does not say what the policy says.
   *
   * @param agent about whom they differ
   * @param mayChange whether the policy lets the agent change them
   * @param rule what of the policy decides, for people
   * @param line the index of the line that decides in the file, or -1
   * @param path a shortest of them
   */
  public record Gap(AgentId agent, boolean mayChange, String rule, int line, RepoPath path) {}

  /**
   * The file.
   *
   * @param unsayable rules that CODEOWNERS has no word for, with their place
   * @param gaps all kinds of paths on which file and policy differ
   * @param unproved agents of whom it could not be proved, and why
   */
  public record Exported(
      List<Line> lines, List<String> unsayable, List<Gap> gaps, List<String> unproved) {
    public Exported {
      lines = List.copyOf(lines);
      unsayable = List.copyOf(unsayable);
      gaps = List.copyOf(gaps);
      unproved = List.copyOf(unproved);
    }
  }

  /**
   * The policy as CODEOWNERS.
   *
   * @param today in UTC; waivers hold to the end of their last day and are never exported, so that
   *     each live one is a gap
   */
  public static Exported of(Policy policy, LocalDate today) {
    return new CodeownersExport(policy, today).export();
  }

  private Exported export() {
    List<List<OwnerLine>> byAgent = policy.agents().stream().map(this::lines).toList();
    List<OwnerLine> all = new ArrayList<>(LineOrder.of(byAgent));
    refused(policy.protectedPaths(), "", all);
    List<OwnerLine> lines = thoseThatMatter(all);
    List<Gap> gaps = new ArrayList<>();
    List<String> unproved = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      try {
        gaps.addAll(gaps(agent, lines));
      } catch (TooComplex e) {
        unproved.add(agent.id() + ": " + e.getMessage());
      }
    }
    return new Exported(
        lines.stream().map(line -> new Line(line.pattern().text(), line.owner())).toList(),
        unsayable,
        gaps,
        unproved);
  }

  private List<OwnerLine> lines(Agent agent) {
    List<OwnerLine> lines = new ArrayList<>();
    for (PathRule rule : agent.owns().rules()) {
      boolean exception = rule.pattern().negated();
      List<AgentId> owner = exception ? List.of() : List.of(agent.id());
      add(rule.pattern(), rule.rule(), agent.id() + " ", exception, owner, lines);
    }
    refused(takingFrom(agent), agent.id() + " ", lines);
    return lines;
  }

  /** What an agent is forbidden of what it owns; all else is not its own in any case. */
  private static PathRules takingFrom(Agent agent) {
    List<PathPattern> owned =
        agent.owns().patterns().stream().filter(pattern -> !pattern.negated()).toList();
    return new PathRules(
        agent.forbids().rules().stream()
            .filter(rule -> owned.stream().anyMatch(rule.pattern()::canMeet))
            .toList());
  }

  /** Lines without an owner for what a list refuses; what it makes an exception of is lost. */
  private void refused(PathRules rules, String whose, List<OwnerLine> lines) {
    for (PathRule rule : rules.rules()) {
      if (rule.pattern().negated()) {
        unsayable(rule.rule(), whose, "CODEOWNERS can't give back what a line has taken");
      } else {
        add(rule.pattern(), rule.rule(), whose, true, List.of(), lines);
      }
    }
  }

  private void add(
      PathPattern pattern,
      Rule rule,
      String whose,
      boolean refusing,
      List<AgentId> owner,
      List<OwnerLine> lines) {
    try {
      lines.add(new OwnerLine(CodeownersPattern.of(pattern, refusing), owner, rule));
    } catch (CodeownersPattern.Unsayable e) {
      unsayable(rule, whose, String.valueOf(e.getMessage()));
    }
  }

  private void unsayable(Rule rule, String whose, String why) {
    unsayable.add(
        rule.at().lineText()
            + ": "
            + whose
            + rule.list().key()
            + " "
            + rule.pattern()
            + ": "
            + why);
  }

  /** Without the lines that never decide. */
  private static List<OwnerLine> thoseThatMatter(List<OwnerLine> lines) {
    PathMachine<Integer> machine =
        new PathMachine<>(List.of(LineOrder.list(lines)), deciding -> deciding[0]);
    try {
      Set<Integer> deciding = new PathSearch<>(machine, NameRules.PATHS).all().keySet();
      List<OwnerLine> kept = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        if (deciding.contains(i)) {
          kept.add(lines.get(i));
        }
      }
      return kept;
    } catch (TooComplex e) {
      return lines;
    }
  }

  private List<Gap> gaps(Agent agent, List<OwnerLine> lines) {
    PatternList list = LineOrder.list(lines);
    List<Disagreement> found =
        Comparison.ofOwners(
            policy, agent, list, line -> lines.get(line).owner().contains(agent.id()), today);
    return found.stream().map(one -> gap(agent, one)).collect(Collectors.toList());
  }

  private static Gap gap(Agent agent, Disagreement one) {
    return new Gap(
        agent.id(), one.policy().allowed(), one.policy().words(), one.line(), one.path());
  }
}
