package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.plan.IntegrationOrder.Ready;
import dev.gatekeeper.core.plan.IntegrationOrder.Selection;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which handoffs are integrated, in which order, and who is left out and why (docs/semantics.md,
 * section 6, "Integration"). A row names the sentence that it holds. Policy 2 forbids {@code /a/f}
 * to a, policy 3 does so and warns, policy 4 warns.
 */
class IntegrationOrderTest {
  private static final String ALL = "a works; a hands off; b works on a; b hands off; ";

  private static PlanStory told(String plan, String story) throws IOException {
    return PlanStory.of(
        story,
        new PolicyBuilder().plan(plan).build(),
        new PolicyBuilder().plan(plan).forbid("a", "/a/f").digest('2').build(),
        new PolicyBuilder()
            .plan(plan)
            .forbid("a", "/a/f")
            .mode(Policy.Mode.WARN)
            .digest('3')
            .build(),
        new PolicyBuilder().plan(plan).mode(Policy.Mode.WARN).digest('4').build());
  }

  private static Set<AgentId> ids(String list) {
    return Arrays.stream(list.split(" ", -1))
        .filter(id -> !id.isEmpty())
        .map(AgentId::new)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @ParameterizedTest(name = "{0}: {1}: asked {2}, without {3}: {4}; {5}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a b<a   | ALL                                            | ""  | ""  | a b   | ""                                             | merges valid handoffs in the order of the plan, each agent after those it comes after
          b<a a   | ALL                                            | ""  | ""  | a b   | ""                                             | merges valid handoffs in the order of the plan, each agent after those it comes after
          b a     | a works; a hands off; b works; b hands off     | ""  | ""  | b a   | ""                                             | merges valid handoffs in the order of the plan
          c<b a b<a | ALL c works on b; c hands off                | ""  | ""  | a b c | ""                                             | each agent after those it comes after
          a b<a   | ALL a is in                                    | ""  | ""  | b     | ""                                             | merges valid handoffs in the order of the plan
          a b<a   | ALL a is in; b is in                           | ""  | ""  | ""    | ""                                             | merges valid handoffs in the order of the plan
          a b     | b works; b hands off                           | ""  | ""  | b     | a: it has no handoff                           | that has no valid handoff
          a b     | b works; b hands off; a works; a fails         | ""  | ""  | b     | a: it has no handoff                           | that has no valid handoff
          a b     | a works; a hands off; b works; b hands off; policy 2 comes | ""  | ""  | b     | a: its handoff is not valid under the current policy  | that has no valid handoff
          a b<a   | ALL a rolls back; a works; a hands off         | ""  | ""  | a     | b: its handoff builds on a revoked one      | that has no valid handoff
          a b     | a works; a hands off; b works; b hands off; a stops | "" | "" | b  | a: it is stopped                               | is stopped
          a b<a   | ALL a stops                                    | ""  | ""  | ""    | a: it is stopped; b: it comes after a          | comes after one that is left out
          a b<a   | ALL a rolls back                               | ""  | ""  | ""    | a: it has no handoff; b: it comes after a      | comes after one that is left out
          a b     | a works; a hands off; b works; b hands off     | a   | ""  | a     | ""                                             | --agents includes some agents with those they come after
          a b<a   | ALL                                            | b   | ""  | a b   | ""                                             | --agents includes some agents with those they come after
          a b<a c<b | ALL c works on b; c hands off                | c   | ""  | a b c | ""                                             | --agents includes some agents with those they come after
          a b<a   | ALL                                            | a   | ""  | a     | ""                                             | --agents includes some agents with those they come after
          a b     | a works; a hands off; b works; b hands off     | ""  | a   | b     | a: it was left out on request                 | --without leaves out some with those that come after them
          a b<a   | ALL                                            | ""  | a   | ""    | a: it was left out on request; b: it comes after a | --without leaves out some with those that come after them
          a b<a   | ALL a is in                                    | ""  | a   | ""    | a: it was left out on request; b: it comes after a | --without leaves out some with those that come after them
          a b<a   | ALL                                            | ""  | b   | a     | b: it was left out on request                 | --without leaves out some with those that come after them
          a b<a c<b | ALL c works on b; c hands off                | ""  | a   | ""    | a: it was left out on request; b: it comes after a; c: it comes after b | --without leaves out some with those that come after them
          a b~<a c<ba | a works; a hands off; b works; b hands off; c merges on a,b at c/f; c hands off | "" | "" | a b c | "" | builds on a commit that would not be in
          a b<a   | ALL a reopens; a works; a hands off            | ""  | ""  | a b   | ""                                             | builds on a commit that would not be in
          a       | policy 4 comes; a works at x/f; a slips        | ""  | ""  | a     | ""                                             | which mode: warn accepts on its own branches only
          a       | policy 4 comes; a works at a/s@abc; a slips    | ""  | ""  | ""    | a: it would be refused now: SUBMODULE          | holds what is refused to everyone, which mode: warn accepts on its own branches only
          """)
  void select(
      String plan,
      String story,
      String asked,
      String without,
      String ready,
      String leftOut,
      String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    PlanStory told = told(plan, story.replace("ALL", ALL));
    Selection found = new IntegrationOrder(told.plan()).select(ids(asked), ids(without));
    assertThat(
            found.ready().stream().map(r -> r.agent().id().id()).collect(Collectors.joining(" ")))
        .isEqualTo(ready);
    String[] expected = leftOut.isEmpty() ? new String[0] : leftOut.split("; ", -1);
    assertThat(found.leftOut()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found.leftOut().get(i).agent() + ": " + found.leftOut().get(i).why())
          .startsWith(expected[i]);
    }
    for (Ready one : found.ready()) {
      assertThat(told.plan().handoff(one.agent().id())).contains(one.handoff());
    }
  }

  /** The culprits that come along are told so, and whether anything is left without them. */
  @ParameterizedTest(name = "{0} without {1}: {2}")
  @CsvSource({"a b<a, a, false", "a b<a, b, true", "a b, a, true", "a b<a c<b, a, false"})
  void anyLeft(String plan, String without, boolean isLeft) throws IOException {
    boolean isLine = plan.contains("b<a");
    String story =
        (isLine ? ALL : "a works; a hands off; b works; b hands off;")
            + (plan.contains("c") ? "c works on b; c hands off" : "");
    Selection all = new IntegrationOrder(told(plan, story).plan()).select(Set.of(), Set.of());
    assertThat(Ready.isAnyLeft(all.ready(), new AgentId(without))).isEqualTo(isLeft);
  }
}
