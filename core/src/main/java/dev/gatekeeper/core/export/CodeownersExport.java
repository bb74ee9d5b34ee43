package dev.gatekeeper.core.export;

import dev.gatekeeper.core.export.LineOrder.OwnerLine;
import dev.gatekeeper.core.match.NameRules;
import dev.gatekeeper.core.match.OverlapCandidates;
import dev.gatekeeper.core.match.OverlapCandidates.Encounter;
import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathSearch;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.Comparison;
import dev.gatekeeper.core.policy.Comparison.Disagreement;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.SharedPaths;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A CODEOWNERS file that names for each path the agent that may change it. It is held against the
 * policy over every path there can be: what it does not say as the policy does, it says so.
 */
public final class CodeownersExport {
  /** In all: so much is some seconds. */
  private static final long EFFORT = 32_000_000;

  private final Policy policy;
  private final LocalDate today;
  private final ProofBudget proofBudget = new ProofBudget(EFFORT);
  private final List<String> unsayable = new ArrayList<>();
  private final List<String> unproved = new ArrayList<>();

  private CodeownersExport(Policy policy, LocalDate today) {
    this.policy = policy;
    this.today = today;
  }

  /**
   * A line.
   *
   * @param pattern as CODEOWNERS writes it
   * @param owners whom it gives to, nobody if there are none
   */
  public record Line(String pattern, List<AgentId> owners) {
    public Line {
      owners = List.copyOf(owners);
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
    List<OwnerLine> lines = withAllOwners(thoseThatMatter(inOrder()));
    List<Gap> gaps = new ArrayList<>();
    try {
      List<List<OwnerLine>> near = near(lines);
      for (int i = 0; i < policy.agents().size(); i++) {
        gaps(policy.agents().get(i), near.get(i), lines, gaps);
      }
    } catch (TooComplex e) {
      unproved.add("all agents: " + e.getMessage());
    }
    return new Exported(
        lines.stream().map(line -> new Line(line.pattern().text(), line.owners())).toList(),
        unsayable,
        gaps,
        unproved);
  }

  private List<OwnerLine> inOrder() {
    List<LineOrder.Lines> byAgent = policy.agents().stream().map(this::lines).toList();
    List<OwnerLine> all = new ArrayList<>();
    try {
      all.addAll(LineOrder.of(byAgent, this::areOrdered, proofBudget));
    } catch (TooComplex e) {
      unproved.add("the order of the lines, which is that of the policy: " + e.getMessage());
      byAgent.forEach(own -> all.addAll(own.owns()));
      byAgent.forEach(own -> all.addAll(own.refused()));
    }
    refused(policy.protectedPaths(), "", all);
    return all;
  }

  private boolean areOrdered(int one, int other) {
    return SharedPaths.isOrdered(policy, policy.agents().get(one), policy.agents().get(other));
  }

  private LineOrder.Lines lines(Agent agent) {
    List<OwnerLine> lines = new ArrayList<>();
    for (PathRule rule : agent.owns().rules()) {
      boolean exception = rule.pattern().negated();
      List<AgentId> owner = exception ? List.of() : List.of(agent.id());
      add(rule.pattern(), rule.rule(), agent.id() + " ", exception, owner, lines);
    }
    List<OwnerLine> refused = new ArrayList<>();
    refused(takingFrom(agent), agent.id() + " ", refused);
    return new LineOrder.Lines(lines, refused);
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
        unsayable(
            rule.rule(),
            whose,
            "in CODEOWNERS no line can restore ownership that another line removed");
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
      List<AgentId> owners,
      List<OwnerLine> lines) {
    try {
      lines.add(new OwnerLine(CodeownersPattern.of(pattern, refusing), owners, rule));
    } catch (CodeownersPattern.Unsayable e) {
      unsayable(rule, whose, String.valueOf(e.getMessage()));
    }
  }

  private void unsayable(Rule rule, String whose, String why) {
    unsayable.add(
        "%s: %s%s %s: %s"
            .formatted(rule.at().lineText(), whose, rule.list().key(), rule.pattern(), why));
  }

  /** Without the lines that never decide: a plain path shows most that do, the rest are proved. */
  private List<OwnerLine> thoseThatMatter(List<OwnerLine> lines) {
    PathMachine<Integer> machine = machine(lines);
    try {
      List<OwnerLine> kept = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        int line = i;
        boolean shown =
            lines
                .get(i)
                .pattern()
                .pattern()
                .samples(NameRules.PATHS)
                .anyMatch(path -> machine.outcome(path) == line);
        if (shown || decides(i, lines)) {
          kept.add(lines.get(i));
        }
      }
      return kept;
    } catch (TooComplex e) {
      return lines;
    }
  }

  /** Each line with all who may change whatever it decides about. */
  private List<OwnerLine> withAllOwners(List<OwnerLine> lines) {
    try {
      List<OwnerLine> all = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        OwnerLine line = lines.get(i);
        List<AgentId> owners = new ArrayList<>();
        for (Agent agent : policy.agents()) {
          boolean isNamed = line.owners().contains(agent.id());
          if (isNamed || (isOrderedWithAny(agent, line.owners()) && ownsAllOf(agent, i, lines))) {
            owners.add(agent.id());
          }
        }
        all.add(new OwnerLine(line.pattern(), owners, line.rule()));
      }
      return all;
    } catch (TooComplex e) {
      return lines; // whom a line leaves out is a gap
    }
  }

  private boolean isOrderedWithAny(Agent agent, List<AgentId> others) {
    return others.stream()
        .flatMap(other -> policy.agent(other).stream())
        .anyMatch(other -> SharedPaths.isOrdered(policy, agent, other));
  }

  /** Whether there is no path on which that line decides, and which the agent may not change. */
  private boolean ownsAllOf(Agent agent, int line, List<OwnerLine> lines) {
    PathPattern pattern = lines.get(line).pattern().pattern();
    if (agent.owns().patterns().stream().noneMatch(own -> own.canMeet(pattern))) {
      return false;
    }
    AgentRules rules = AgentRules.withoutWaivers(policy, agent);
    Near near = near(line, lines);
    List<PatternList> lists = new ArrayList<>(List.of(LineOrder.list(near.lines())));
    lists.addAll(rules.lists());
    PathMachine<Boolean> machine =
        new PathMachine<>(
            lists,
            deciding ->
                deciding[0] == near.place()
                    && !rules.outcome(Arrays.copyOfRange(deciding, 1, deciding.length)).allowed());
    return new PathSearch<>(machine, NameRules.PATHS, proofBudget)
        .first(foreign -> foreign)
        .isEmpty();
  }

  /**
   * Of the lines those that may be about a path that one of them is about.
   *
   * @param place where that one is among them
   */
  private record Near(List<OwnerLine> lines, int place) {}

  private static Near near(int line, List<OwnerLine> lines) {
    PathPattern pattern = lines.get(line).pattern().pattern();
    List<OwnerLine> near = new ArrayList<>();
    int place = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).pattern().pattern().canMeet(pattern)) {
        place = i == line ? near.size() : place;
        near.add(lines.get(i));
      }
    }
    return new Near(near, place);
  }

  private boolean decides(int line, List<OwnerLine> lines) {
    Near near = near(line, lines);
    return new PathSearch<>(machine(near.lines()), NameRules.PATHS, proofBudget)
        .first(deciding -> deciding == near.place())
        .isPresent();
  }

  private static PathMachine<Integer> machine(List<OwnerLine> lines) {
    return new PathMachine<>(List.of(LineOrder.list(lines)), deciding -> deciding[0]);
  }

  /** For each agent the lines that may cover what it may change: on all else both say no. */
  private List<List<OwnerLine>> near(List<OwnerLine> lines) {
    List<List<PathPattern>> granting = new ArrayList<>();
    for (Agent agent : policy.agents()) {
      List<PathPattern> patterns = new ArrayList<>(agent.owns().patterns());
      AgentRules.live(policy, agent, today).forEach(live -> patterns.addAll(live.patterns()));
      granting.add(patterns.stream().filter(pattern -> !pattern.negated()).toList());
    }
    List<List<OwnerLine>> near = new ArrayList<>();
    List<List<PathPattern>> groups = new ArrayList<>(granting);
    granting.forEach(agent -> near.add(new ArrayList<>()));
    lines.forEach(line -> groups.add(List.of(line.pattern().pattern())));
    int agents = granting.size();
    for (Encounter met : OverlapCandidates.of(groups, false, proofBudget)) {
      if (met.one() < agents && met.other() >= agents) {
        near.get(met.one()).add(lines.get(met.other() - agents));
      }
    }
    return near;
  }

  private void gaps(Agent agent, List<OwnerLine> near, List<OwnerLine> lines, List<Gap> gaps) {
    try {
      Comparison.ofOwners(
              policy,
              agent,
              LineOrder.list(near),
              line -> near.get(line).owners().contains(agent.id()),
              today,
              proofBudget)
          .forEach(
              one ->
                  gaps.add(
                      gap(agent, one, one.line() < 0 ? -1 : lines.indexOf(near.get(one.line())))));
    } catch (TooComplex e) {
      unproved.add(agent.id() + ": " + e.getMessage());
    }
  }

  private static Gap gap(Agent agent, Disagreement one, int line) {
    return new Gap(agent.id(), one.policy().allowed(), one.policy().words(), line, one.path());
  }
}
