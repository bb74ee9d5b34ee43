package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.gate.IntegrationOrder.LeftOut;
import dev.gatekeeper.core.ledger.Step;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.validate.ValidationListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Tells how an integration goes, line by line, in the same words through every door. */
public final class IntegrationStory {
  private static final int SHOWN = 20;

  private final CheckStory checks;

  /**
   * @param lines takes each line, without its end
   */
  public IntegrationStory(Consumer<String> lines) {
    this.checks = new CheckStory(lines);
  }

  /** What would be integrated, and what not. */
  public void proposes(Integrations.Proposal proposal) {
    checks.say(
        "gatekeeper: would integrate %s into %s at %s"
            .formatted(names(proposal), branch(proposal), proposal.before().abbreviated()));
    tell(proposal);
    if (!proposal.tag().isEmpty()) {
      checks.say("  then all agents are in, and it would be tagged " + proposal.tag());
    }
    checks.say(
        "next: gatekeeper integrate, which makes %s of the whole first"
            .formatted(CheckStory.count(proposal.checks().size())));
  }

  void begins(Integrations.Proposal proposal) {
    checks.say(
        "gatekeeper: integrating %s into %s at %s, %s of the whole"
            .formatted(
                names(proposal),
                branch(proposal),
                proposal.before().abbreviated(),
                CheckStory.count(proposal.checks().size())));
    tell(proposal);
  }

  private void tell(Integrations.Proposal proposal) {
    List<Step> steps = proposal.merges().steps();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      checks.say(
          "  merged %s: %s (%s) as %s"
              .formatted(
                  step.agent(),
                  step.handoff().abbreviated(),
                  step.branch().shortName(),
                  step.after().abbreviated()));
      List<RepoPath> kept = proposal.merges().kept().get(i);
      for (RepoPath path : kept.subList(0, Math.min(SHOWN, kept.size()))) {
        checks.say(
            "    left out: what it did to %s, which is not of %s"
                .formatted(path.quoted(), step.agent()));
      }
      if (kept.size() > SHOWN) {
        checks.say("    and to " + (kept.size() - SHOWN) + " more");
      }
    }
    for (LeftOut left : proposal.leftOut()) {
      checks.say("  not " + left.agent() + ": " + left.why());
    }
  }

  ValidationListener listener() {
    return checks.listener();
  }

  void fails(Integrations.Proposal proposal) {
    checks.say("gatekeeper: the whole does not pass; looking for who it is because of");
  }

  void tries(List<AgentId> agents) {
    checks.say("  with " + (agents.isEmpty() ? "nobody" : names(agents)));
  }

  void doesNotFind(String why) {
    checks.say("      could not be found out: " + why);
  }

  void tried(boolean passes) {
    checks.say(passes ? "      passes" : "      does not pass");
  }

  void ends(IntegrationRun.Result result) {
    ending(result).forEach(checks::say);
  }

  private static List<String> ending(IntegrationRun.Result result) {
    Integrations.Proposal proposal = result.proposal();
    if (result.isIntegrated()) {
      String tag = proposal.tag().isEmpty() ? "" : ", and tagged " + proposal.tag();
      return List.of(
          "gatekeeper: integrated %s; %s is at %s%s"
              .formatted(names(proposal), branch(proposal), proposal.after().abbreviated(), tag));
    }
    if (!result.dropped().isEmpty()) {
      return List.of(
          "gatekeeper: not integrated: " + result.dropped(),
          "next: gatekeeper integrate --dry-run shows how things are now");
    }
    List<String> lines = new ArrayList<>();
    long bad = result.checks().stream().filter(check -> !check.passed()).count();
    lines.add(
        "gatekeeper: not integrated: %d of %d checks of the whole did not pass; %s is where it was"
            .formatted(bad, result.checks().size(), branch(proposal)));
    lines.addAll(CheckStory.failures(result.checks()));
    lines.addAll(culprits(result));
    return lines;
  }

  private static List<String> culprits(IntegrationRun.Result result) {
    if (result.alone()) {
      return List.of(
          "  it does not pass without any of them either",
          "next: mend " + branch(result.proposal()) + " or the checks, and integrate again");
    }
    List<AgentId> culprits = result.culprits();
    if (culprits.isEmpty()) {
      return List.of("next: gatekeeper integrate --agents with some of them finds out more");
    }
    AgentId last = culprits.get(culprits.size() - 1);
    return List.of(
        culprits.size() == 1
            ? "  because of " + last + ": with it, and those it comes after, it does not pass"
            : "  because of " + names(culprits) + " together: without any one of them it passes",
        "next: gatekeeper integrate --without %s, or reopen %s and have it mended"
            .formatted(last, last));
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
