package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.ledger.Event.Trials;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.plan.IntegrationOrder.LeftOut;
import dev.gatekeeper.core.plan.IntegrationOrder.Ready;
import dev.gatekeeper.core.validate.ValidationListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The progress of an integration in words, line by line, the same through every door. */
public final class IntegrationProgressText {
  private static final int SHOWN = 20;

  private final CheckProgressText checks;

  /**
   * @param lines takes each line, without its end
   */
  public IntegrationProgressText(Consumer<String> lines) {
    this.checks = new CheckProgressText(lines);
  }

  /** What would be integrated, and what not. */
  public void proposes(Integrations.Proposal proposal) {
    String where = branch(proposal) + " at " + proposal.before().abbreviated();
    if (proposal.ready().isEmpty()) {
      checks.say("gatekeeper: would tag %s as %s".formatted(where, proposal.tag()));
      checks.say("  all agents are in");
    } else {
      checks.say("gatekeeper: would integrate %s into %s".formatted(names(proposal), where));
      tell(proposal, "would merge");
      if (!proposal.tag().isEmpty()) {
        checks.say("  then all agents are in, and it would be tagged " + proposal.tag());
      }
    }
    checks.say(
        "next: gatekeeper integrate, which runs %s of the combined result first"
            .formatted(CheckProgressText.count(proposal.checks().size())));
  }

  void begins(Integrations.Proposal proposal) {
    String where = branch(proposal) + " at " + proposal.before().abbreviated();
    checks.say(
        "gatekeeper: %s, %s of the combined result"
            .formatted(
                proposal.ready().isEmpty()
                    ? "all agents are in " + where
                    : "integrating " + names(proposal) + " into " + where,
                CheckProgressText.count(proposal.checks().size())));
    tell(proposal, "merged");
  }

  private void tell(Integrations.Proposal proposal, String merged) {
    for (Integrations.Merged one : proposal.merges()) {
      Step step = one.step();
      checks.say(
          "  %s %s: %s (%s) as %s"
              .formatted(
                  merged,
                  step.agent(),
                  step.handoff().abbreviated(),
                  step.branch().shortName(),
                  step.after().abbreviated()));
      list(one.kept(), "left out (not a path of " + step.agent() + ")");
      list(one.superseded(), "as %s has it, not as handed off".formatted(branch(proposal)));
    }
    for (LeftOut left : proposal.leftOut()) {
      checks.say("  not " + left.agent() + ": " + left.why());
    }
    for (Integrations.Left left : proposal.leftOver()) {
      checks.say("  left over by " + left.agent() + ": " + left.branch().words());
    }
  }

  private void list(List<RepoPath> paths, String what) {
    for (RepoPath path : paths.subList(0, Math.min(SHOWN, paths.size()))) {
      checks.say("    %s: %s".formatted(what, path.quoted()));
    }
    if (paths.size() > SHOWN) {
      checks.say("    and %d more".formatted(paths.size() - SHOWN));
    }
  }

  ValidationListener listener() {
    return checks.listener();
  }

  void fails(Integrations.Proposal proposal) {
    checks.say(
        "gatekeeper: the checks of the combined result failed; bisecting for the agents responsible");
  }

  void tries(List<AgentId> agents) {
    checks.say("  with " + (agents.isEmpty() ? "nobody" : names(agents)));
  }

  void doesNotFind(String why) {
    checks.say("      could not be determined: " + why);
  }

  void tried(boolean passes) {
    checks.say(passes ? "      passes" : "      does not pass");
  }

  void ends(IntegrationRun.Result result) {
    ending(result).forEach(checks::say);
  }

  private static List<String> ending(IntegrationRun.Result result) {
    Integrations.Proposal proposal = result.proposal();
    String what = proposal.ready().isEmpty() ? "tagged" : "integrated";
    if (result.isIntegrated()) {
      String tag = proposal.tag().isEmpty() ? "" : ", and tagged " + proposal.tag();
      if (proposal.ready().isEmpty()) {
        return List.of(
            "gatekeeper: tagged %s as %s"
                .formatted(proposal.after().abbreviated(), proposal.tag()));
      }
      return List.of(
          "gatekeeper: integrated %s; %s is at %s%s"
              .formatted(names(proposal), branch(proposal), proposal.after().abbreviated(), tag));
    }
    if (!result.dropped().isEmpty()) {
      return List.of(
          "gatekeeper: not " + what + ": " + result.dropped(),
          "next: gatekeeper integrate --dry-run shows the current state");
    }
    List<String> lines = new ArrayList<>();
    long bad = result.checks().stream().filter(check -> !check.passed()).count();
    lines.add(
        "gatekeeper: not %s: %d of %d checks of the combined result did not pass; %s has not moved"
            .formatted(what, bad, result.checks().size(), branch(proposal)));
    lines.addAll(CheckProgressText.failures(result.checks()));
    lines.addAll(culprits(result));
    return lines;
  }

  private static List<String> culprits(IntegrationRun.Result result) {
    if (result.isUnreliable()) {
      return List.of(
          "  the checks are unreliable: " + differing(result) + "; no agent is named",
          "next: fix the checks, so that the same work always passes or always fails; gatekeeper"
              + " log --output %d shows what they printed".formatted(result.event()));
    }
    if (result.alone()) {
      return List.of(
          "  the checks fail without any of them too, %d of %d times"
              .formatted(CulpritSearch.TIMES, CulpritSearch.TIMES),
          "next: fix " + branch(result.proposal()) + " or the checks, and integrate again");
    }
    List<AgentId> culprits = result.culprits();
    if (culprits.isEmpty()) {
      return List.of("next: gatekeeper integrate --agents with some of them narrows it down");
    }
    AgentId last = culprits.get(culprits.size() - 1);
    return List.of(
        (culprits.size() == 1
                ? "  responsible: %1$s; with it, and the agents it comes after, the checks fail"
                : "  responsible: %1$s together; without any one of them the checks pass")
            .formatted(names(culprits)),
        "  seen %1$d of %1$d times with, and %1$d of %1$d times without"
            .formatted(CulpritSearch.TIMES),
        (Ready.isAnyLeft(result.proposal().ready(), last)
                ? "next: gatekeeper integrate --without %1$s, or reopen %1$s and have it fixed"
                : "next: gatekeeper reopen %1$s --reason WHY, and have it fixed; or gatekeeper"
                    + " rollback %1$s")
            .formatted(last));
  }

  private static String differing(IntegrationRun.Result result) {
    return result.trials().stream()
        .filter(Trials::differ)
        .map(
            one ->
                "with %s they passed %s and did not %s"
                    .formatted(
                        one.agents().isEmpty() ? "nobody" : names(one.agents()),
                        times(one.passed()),
                        times(one.failed())))
        .findFirst()
        .orElse("");
  }

  private static String times(int count) {
    return count == 1 ? "once" : count == 2 ? "twice" : count + " times";
  }

  private static String names(Integrations.Proposal proposal) {
    return names(proposal.ready().stream().map(ready -> ready.agent().id()).toList());
  }

  private static String names(List<AgentId> agents) {
    return String.join(", ", agents.stream().map(AgentId::id).toList());
  }

  private static String branch(Integrations.Proposal proposal) {
    return proposal.policy().integration().branch();
  }
}
