package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which handoffs are valid, and what is integrated and trusted by them (docs/semantics.md, section
 * 6). A row names the sentence that it holds.
 *
 * <p>The policies of a row: 1 is the plan, 2 the same in other words, 3 checks more of a, 4 forbids
 * {@code /a/f} to a, 5 has c in the place of a, 6 has the integration branch trunk, 7 is 4 in
 * {@code mode: warn}, 8 has nobody come after anybody, 9 lets a push bring one commit.
 */
class PlanStateTest {

  private static Policy[] policies(String plan) {
    Limits few =
        new Limits(
            1,
            Limits.DEFAULT.paths(),
            Limits.DEFAULT.time(),
            Limits.DEFAULT.pack(),
            Limits.DEFAULT.object());
    String others = plan.replaceFirst("^a ?", "").replace("<a", "");
    return new Policy[] {
      new PolicyBuilder().plan(plan).build(),
      new PolicyBuilder().plan(plan).digest('2').build(),
      new PolicyBuilder().plan(plan).without("a", "xyz").digest('3').build(),
      new PolicyBuilder().plan(plan).forbid("a", "/a/f").digest('4').build(),
      new PolicyBuilder()
          .agent("c", "/a/")
          .plan(others.isEmpty() ? "z" : others)
          .digest('5')
          .build(),
      new PolicyBuilder().plan(plan).onto("trunk").digest('6').build(),
      new PolicyBuilder().plan(plan).forbid("a", "/a/f").mode(Policy.Mode.WARN).digest('7').build(),
      new PolicyBuilder().plan(plan.replaceAll("<[a-z]+", "")).digest('8').build(),
      new PolicyBuilder().plan(plan).limits(few).digest('9').build()
    };
  }

  @ParameterizedTest(name = "{1}: {2} is {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a     | a works                                                            | a | NONE      | It is not revoked
          a     | a works; a hands off                                               | a | VALID     | It is not revoked
          a     | a works; a hands off; a rolls back                                 | a | NONE      | It is not revoked
          a b   | b works; b hands off; a works; a fails                             | b | VALID     | A failed validation affects no other agent
          a     | a works; a fails                                                   | a | NONE      | A failed validation affects no other agent
          a     | a works; a hands off; a reopens                                    | a | VALID     | Reopening keeps the handoff valid until the next one replaces it
          a     | a works; a hands off; a reopens; a works; a fails                  | a | VALID     | Reopening keeps the handoff valid until the next one replaces it
          a     | a works; a hands off; policy 2 comes                               | a | VALID     | Its range would be accepted under the current policy too
          a     | a works; a hands off; policy 3 comes                               | a | LAPSED    | and neither validate nor after of the agent differs
          a b<a | a works; a hands off; b works on a; b hands off; policy 8 comes    | b | LAPSED    | and neither validate nor after of the agent differs
          a b<a | a works; a hands off; b works on a; b hands off; policy 8 comes    | a | VALID     | and neither validate nor after of the agent differs
          a     | a works; a hands off; policy 4 comes                               | a | LAPSED    | Its range would be accepted under the current policy too
          a     | a works at a/g; a hands off; policy 4 comes                        | a | VALID     | Its range would be accepted under the current policy too
          a     | a works; a hands off; policy 7 comes                               | a | VALID     | Its range would be accepted under the current policy too
          a     | a works; a works; a hands off; policy 9 comes                      | a | LAPSED    | Its range would be accepted under the current policy too
          a     | a works; a hands off; policy 9 comes                               | a | VALID     | Its range would be accepted under the current policy too
          a     | a works; a hands off; policy 4 comes; policy 1 comes               | a | VALID     | has lapsed, and is valid again under a policy that it passes
          a     | a works; a hands off; policy 4 comes; policy 3 comes               | a | LAPSED    | has lapsed, and is valid again under a policy that it passes
          a     | a works; a hands off; policy 5 comes                               | a | NONE      | A handoff that is not integrated is revoked when the policy no longer names its agent
          a     | a works; a hands off; policy 5 comes; policy 1 comes               | a | NONE      | A handoff that is not integrated is revoked when the policy no longer names its agent
          a     | a works; a hands off; a is in; policy 5 comes; policy 1 comes      | a | VALID     | A handoff that is in the integration branch stays valid under any later policy
          a     | a works; a hands off; a is in; policy 4 comes                      | a | VALID     | A handoff that is in the integration branch stays valid under any later policy
          a     | a works; a hands off; a is in; policy 3 comes                      | a | VALID     | A handoff that is in the integration branch stays valid under any later policy
          a     | a works; a hands off; a is in; trunk moves on root; policy 6 comes; a rolls back                 | a | NONE  | This also holds after the policy has named another integration branch and then this one again
          a     | a works; a hands off; a is in; trunk moves on root; policy 6 comes; a rolls back; policy 1 comes | a | VALID | This also holds after the policy has named another integration branch and then this one again
          a     | a works; a hands off; a is in as m; main moves on root; a rolls back                             | a | NONE  | and when git carries out a push that was accepted before, even if the handoff was revoked in between
          a     | a works; a hands off; a is in as m; main moves on root; a rolls back; main moves on m            | a | VALID | and when git carries out a push that was accepted before, even if the handoff was revoked in between
          a     | a works; a hands off; a is in; a is undone                         | a | NONE      | Without a previous integration, the agents that come after it wait again
          a     | a works; a hands off; a is in; a works; a hands off; a is in; a is undone                        | a | VALID | and its handoffs since the previous integration are revoked
          a b<a | a works; a hands off; b works on a; b hands off                    | b | VALID     | Every commit of other agents that it builds on is in a valid handoff
          a b<a | a works; a hands off; b works on a; b hands off; a reopens; a works; a hands off                 | b | VALID | Every commit of other agents that it builds on is in a valid handoff
          a b<a | a works; a hands off; b works on a; b hands off; a is in           | b | VALID     | or in the integration branch
          a b<a | a works; a hands off; b works on a; b hands off; a rolls back      | b | SUSPENDED | Revoking or replacing a handoff suspends those built on it
          a b<a | a works; a hands off; b works on a; b hands off; a rolls back; a works; a hands off              | b | SUSPENDED | Revoking or replacing a handoff suspends those built on it
          a b<a | a works as w; a hands off; b works on a; b hands off; a rolls back; a moves on w; a hands off    | b | VALID     | Every commit of other agents that it builds on is in a valid handoff
          a b<a c<b | a works; a hands off; b works on a; b hands off; c works on b; c hands off; a rolls back     | c | SUSPENDED | Revoking or replacing a handoff suspends those built on it
          a b<a | a works; a hands off; b works on a; b hands off; policy 4 comes    | b | SUSPENDED | Every commit of other agents that it builds on is in a valid handoff
          a b   | a works; a hands off; b works; b hands off; a rolls back           | b | VALID     | A failed validation affects no other agent … Revoking or replacing a handoff suspends those built on it
          a b<a | a works; a hands off; b works on a; b hands off; a is in; a is undone                            | b | SUSPENDED | None of these commits was undone on the integration branch, unless the handoff contains the commit that undid it
          a b<a | a works; a hands off; a is in; a works; a hands off; b works on a; b hands off; a is in; a is undone; b merges on main; b hands off | b | VALID | None of these commits was undone on the integration branch, unless the handoff contains the commit that undid it
          a     | a works; a hands off; a is in; policy 5 comes; c works at a/g; c hands off; a is undone          | c | SUSPENDED | No work on the agent's own paths that it builds on was undone, whichever agent did the work
          a     | a works; a hands off; a is in; policy 5 comes; c works at a/g; a is undone; c merges on main; c hands off | c | VALID | No work on the agent's own paths that it builds on was undone, whichever agent did the work
          a b<a | a works; a hands off; b works on a; b hands off; b is in; b is undone                            | a | SUSPENDED | A handoff that came in with another agent's integration, and was undone with it, is no longer in the branch
          a b<a | a works; a hands off; b works on a; b hands off; b is in           | a | VALID     | it is trusted as part of that branch
          """)
  void validity(String plan, String story, String agent, String validity, String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    PlanState found = PlanStory.of(story, policies(plan)).plan();
    assertThat(found.validity(new AgentId(agent))).hasToString(validity);
  }
}
