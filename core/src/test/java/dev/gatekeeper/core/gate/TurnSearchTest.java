package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.gate.SmallMoves.Rule;
import dev.gatekeeper.core.gate.SmallMoves.Scope;
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
  private static final int MOST = Integer.getInteger("gatekeeper.test.states", 2_000);

  /** The second comes after the first, and each excludes the other, as in the plan that ships. */
  private static final Policy THE_PLANS_OWN = TurnPolicies.policy(1, 3, 2);

  private long policies;
  private long states;
  private long moves;

  @Test
  void twoAgentsHaveAWayOnFromEveryState() throws IOException {
    for (Policy policy : TurnPolicies.of(2)) {
      holds(policy, TurnSearch.of(policy, new Scope(Rule.TURNS, 1, false, false)));
    }
    Scope all = new Scope(Rule.TURNS, 2, true, true);
    holds(THE_PLANS_OWN, TurnSearch.near(THE_PLANS_OWN, all, 100));
    report("two agents");
  }

  @Test
  @Tag("slow")
  void threeAgentsHaveAWayOnFromStatesOfAFewPlans() throws IOException {
    Random random = new Random(SEED);
    List<Policy> all = TurnPolicies.of(3);
    for (int n = 0; n < 8; n++) {
      Policy policy = all.get(random.nextInt(all.size()));
      Scope scope = new Scope(Rule.TURNS, 1 + n % 2, random.nextBoolean(), random.nextBoolean());
      holds(policy, TurnSearch.near(policy, scope, 20));
    }
    report("three agents, sampled");
  }

  @Test
  void whereAllUnfinishedWorkExcludesThereAreDeadEnds() throws IOException {
    TurnSearch.Found found =
        TurnSearch.near(THE_PLANS_OWN, new Scope(Rule.WORK_ALONE, 1, false, false), 600);
    assertThat(found.deadEnds()).isPositive();
    assertThat(String.join("\n", found.faults())).contains("no way on", "rollback a/1");
  }

  @Test
  @Tag("slow")
  void twoAgentsHaveAWayOnFromEveryStateHoweverTheirPlanChanges() throws IOException {
    for (Policy policy : TurnPolicies.of(2)) {
      holds(policy, TurnSearch.of(policy, new Scope(Rule.TURNS, 1, true, false)));
      holds(policy, TurnSearch.near(policy, new Scope(Rule.TURNS, 1, true, true), 10 * MOST));
      holds(policy, TurnSearch.near(policy, new Scope(Rule.TURNS, 2, true, true), 10 * MOST));
    }
    report("two agents, all that can happen");
  }

  @Test
  @Tag("slow")
  void threeAgentsHaveAWayOnInEveryPlan() throws IOException {
    for (Policy policy : TurnPolicies.of(3)) {
      holds(policy, TurnSearch.near(policy, new Scope(Rule.TURNS, 1, true, false), MOST));
    }
    report("three agents");
  }

  private void holds(Policy policy, TurnSearch.Found found) {
    assertThat(found.faults()).as(policy.agents().toString()).isEmpty();
    assertThat(found.deadEnds()).isZero();
    policies++;
    states += found.states();
    moves += found.moves();
  }

  private void report(String what) {
    System.out.printf("%s: %d policies, %d states, %d moves%n", what, policies, states, moves);
  }
}
