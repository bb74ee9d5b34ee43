package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.gate.SmallMoves.Rule;
import dev.gatekeeper.core.gate.SmallMoves.Scope;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No dead ends (docs/semantics.md, section 6, "Turns"): plans of a few agents who come after and
 * exclude each other in every way, played in every way, by the gate's own rules. See {@link
 * TurnSearch} for what holds in each state. A stop is played as what others do while it lasts.
 */
class TurnSearchTest {
  private static final long SEED = Long.getLong("gatekeeper.test.seed", 20260701L);
  private static final int MOST = Integer.getInteger("gatekeeper.test.states", 20_000);

  /** The second comes after the first, and each excludes the other, as in the plan that ships. */
  private static final List<Policy> THE_PLANS_OWN =
      List.of(TurnPolicies.policy(1, 0, 2), TurnPolicies.policy(1, 3, 2));

  private final long began = System.nanoTime();
  private long policies;
  private long states;
  private long moves;
  private long deadEnds;

  @Test
  void twoAgentsHaveAWayOnFromEveryState() throws IOException {
    for (List<Policy> alike : TurnPolicies.of(2)) {
      holds(alike, TurnSearch.of(alike, new Scope(Rule.TURNS, 1, false, false)));
    }
    Scope all = new Scope(Rule.TURNS, 2, true, true);
    holds(THE_PLANS_OWN, TurnSearch.near(THE_PLANS_OWN, all, 100));
    report("two agents");
  }

  /** Where moves by chance lead, and around there, under all exclusions. */
  @Test
  void threeAgentsHaveAWayOnFromStatesOfAllPlans() throws IOException {
    Random random = new Random(SEED);
    for (List<Policy> alike : TurnPolicies.of(3)) {
      Scope scope = new Scope(Rule.TURNS, 1, false, false);
      int steps = random.nextInt(40);
      holds(alike, TurnSearch.beyond(alike, scope, random, steps, 40));
    }
    report("three agents, sampled by seed " + SEED);
  }

  @Test
  void whereAllUnfinishedWorkExcludesThereAreDeadEnds() throws IOException {
    Scope once = new Scope(Rule.WORK_ALONE, 1, false, false);
    TurnSearch.Found two = TurnSearch.near(THE_PLANS_OWN, once, 600);
    assertThat(two.deadEnds()).isPositive();
    assertThat(String.join("\n", two.faults())).contains("no way on", "rollback a/1");
    List<Policy> three = List.of(TurnPolicies.policy(7, 0, 3), TurnPolicies.policy(7, 63, 3));
    assertThat(TurnSearch.near(three, once, 150).deadEnds()).isPositive();
  }

  @Test
  @Tag("slow")
  void twoAgentsHaveAWayOnFromEveryStateHoweverTheirPlanChanges() throws IOException {
    for (List<Policy> alike : TurnPolicies.of(2)) {
      holds(alike, TurnSearch.of(alike, new Scope(Rule.TURNS, 1, true, false)));
      holds(alike, TurnSearch.near(alike, new Scope(Rule.TURNS, 1, true, true), MOST));
      holds(alike, TurnSearch.near(alike, new Scope(Rule.TURNS, 2, true, true), MOST));
    }
    report("two agents, all that can happen");
  }

  /** Takes some minutes, and memory for a few million states. */
  @Test
  @Tag("slow")
  void threeAgentsHaveAWayOnInEveryPlan() throws IOException {
    for (List<Policy> alike : TurnPolicies.of(3)) {
      holds(alike, TurnSearch.of(alike, new Scope(Rule.TURNS, 1, false, false)));
      report("three agents, as in " + alike.get(0).agents().stream().map(Agent::after).toList());
    }
  }

  private void holds(List<Policy> alike, TurnSearch.Found found) {
    assertThat(found.faults()).isEmpty();
    policies += alike.size();
    states += found.states();
    moves += found.moves();
    deadEnds += found.deadEnds();
    assertThat(deadEnds).isZero();
  }

  private void report(String what) {
    System.out.printf(
        "%s: %d policies, %d states, %d moves, %d dead ends, %d s%n",
        what, policies, states, moves, deadEnds, (System.nanoTime() - began) / 1_000_000_000);
  }
}
