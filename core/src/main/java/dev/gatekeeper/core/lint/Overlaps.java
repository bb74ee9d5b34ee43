package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.match.OverlapCandidates;
import dev.gatekeeper.core.match.OverlapCandidates.Encounter;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.AgentRules;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.SharedPaths;
import dev.gatekeeper.core.policy.Territories;
import dev.gatekeeper.core.policy.Territories.Meeting;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Findings about two agents that could change one path. */
final class Overlaps {
  private static final List<String> CODES =
      List.of("overlap", "overlap-odd-folder", "overlap-waived", "shared-paths");
  private static final String MEND =
      "except it from the `owns` of one with a `!`, or put it into the `forbids` of one; or let one"
          + " come after the other (`after`, without `ancestry: false`), if both have to change it";

  private final Policy policy;
  private final ProofBudget proofBudget;
  private final Lint.FindingCollector findings = new Lint.FindingCollector();

  private Overlaps(Policy policy, ProofBudget proofBudget) {
    this.policy = policy;
    this.proofBudget = proofBudget;
  }

  /** The overlaps that there are whatever the day: no waiver counts. */
  static List<Finding> lasting(Policy policy, ProofBudget proofBudget) {
    Overlaps overlaps = new Overlaps(policy, proofBudget);
    List<AgentRules> rules =
        policy.agents().stream().map(agent -> AgentRules.withoutWaivers(policy, agent)).toList();
    List<List<PathPattern>> granting =
        policy.agents().stream().map(agent -> agent.owns().patterns()).toList();
    overlaps.compare(
        granting,
        (one, other) ->
            Territories.meeting(rules.get(one), rules.get(other), proofBudget)
                .map(
                    meeting ->
                        overlaps.lasting(
                            meeting,
                            overlaps.lines(one, other, rules.get(one), rules.get(other), meeting),
                            one,
                            other)));
    return overlaps.findings.list();
  }

  /** Those that there are on that day by waivers alone. */
  static List<Finding> waived(Policy policy, LocalDate today, ProofBudget proofBudget) {
    List<List<PathRules>> live =
        policy.agents().stream().map(agent -> AgentRules.live(policy, agent, today)).toList();
    Overlaps overlaps = new Overlaps(policy, proofBudget);
    if (live.stream().allMatch(List::isEmpty)) {
      return List.of();
    }
    List<List<PathPattern>> granting = new ArrayList<>();
    for (int i = 0; i < live.size(); i++) {
      List<PathPattern> patterns = new ArrayList<>(policy.agents().get(i).owns().patterns());
      live.get(i).forEach(waiver -> patterns.addAll(waiver.patterns()));
      granting.add(patterns);
    }
    overlaps.compare(
        granting,
        (one, other) ->
            live.get(one).isEmpty() && live.get(other).isEmpty()
                ? Optional.empty()
                : overlaps.waived(one, other, today));
    return overlaps.findings.list();
  }

  /** Compares two agents by their places in the policy. */
  private interface PairCheck {
    Optional<Finding> of(int one, int other);
  }

  private void compare(List<List<PathPattern>> granting, PairCheck comparison) {
    List<Encounter> encounters;
    try {
      encounters = OverlapCandidates.of(granting, false, proofBudget);
    } catch (TooComplex e) {
      findings.add(Complexity.ofPaths(policy, e, "what agents may change can't be compared"));
      return;
    }
    for (Encounter encounter : encounters) {
      if (CODES.stream().anyMatch(findings::isFull)) {
        return;
      }
      try {
        comparison.of(encounter.one(), encounter.other()).ifPresent(findings::add);
      } catch (TooComplex e) {
        String whose = "what `%s` and `%s` may change can't be compared";
        findings.add(
            Complexity.ofPaths(
                policy, e, whose.formatted(id(encounter.one()), id(encounter.other()))));
        return;
      }
    }
  }

  private Finding lasting(Meeting meeting, List<Location> lines, int one, int other) {
    String witness = meeting.path().quoted();
    if (meeting.oddFolder()) {
      return new Finding(
          "overlap-odd-folder",
          Severity.NOTE,
          "`%s` and `%s` meet below a folder that is named like a file, and nowhere else"
              .formatted(id(one), id(other)),
          lines,
          witness,
          "nothing, as long as no folder is named so; a `/` at the end of a pattern makes it one of"
              + " folders");
    }
    return SharedPaths.isOrdered(policy, agent(one), agent(other))
        ? shared(lines, witness, one, other)
        : new Finding("overlap", Severity.ERROR, message(one, other), lines, witness, MEND);
  }

  private Finding shared(List<Location> lines, String witness, int one, int other) {
    boolean isLater = SharedPaths.buildsOn(policy, agent(one)).contains(agent(other).id());
    int later = isLater ? one : other;
    int earlier = isLater ? other : one;
    boolean isExcluded =
        agent(one).excludes().contains(agent(other).id())
            && agent(other).excludes().contains(agent(one).id());
    return new Finding(
        "shared-paths",
        Severity.NOTE,
        "`%s` and `%s` both own one path, `%s` after `%s`: what `%s` pushes has to contain the"
                .formatted(id(one), id(other), id(later), id(earlier), id(later))
            + " current handoff of `%s`".formatted(id(earlier)),
        lines,
        witness,
        isExcluded
            ? "nothing: each excludes the other"
            : "let each exclude the other (`excludes`), so that neither works on what the other"
                + " changes");
  }

  private Optional<Finding> waived(int one, int other, LocalDate today) {
    AgentRules mine = AgentRules.of(policy, agent(one), today);
    AgentRules theirs = AgentRules.of(policy, agent(other), today);
    Optional<Meeting> meeting = Territories.meeting(mine, theirs, proofBudget);
    Optional<Meeting> lasting =
        Territories.meeting(
            AgentRules.withoutWaivers(policy, agent(one)),
            AgentRules.withoutWaivers(policy, agent(other)),
            proofBudget);
    boolean alike = meeting.map(Meeting::oddFolder).equals(lasting.map(Meeting::oddFolder));
    return alike
        ? Optional.empty()
        : meeting.map(
            there ->
                new Finding(
                    "overlap-waived",
                    Severity.NOTE,
                    message(one, other) + ", while a waiver lasts",
                    lines(one, other, mine, theirs, there),
                    there.path().quoted(),
                    "nothing, if both know about it"));
  }

  private String message(int one, int other) {
    return "`%s` and `%s` may both change one path".formatted(id(one), id(other));
  }

  private List<Location> lines(
      int one, int other, AgentRules mine, AgentRules theirs, Meeting meeting) {
    return List.of(
        mine.line(meeting.path(), agent(one)), theirs.line(meeting.path(), agent(other)));
  }

  private Agent agent(int index) {
    return policy.agents().get(index);
  }

  private String id(int index) {
    return agent(index).id().id();
  }
}
