package dev.gatekeeper.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.model.AgentId;
import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of the plan (docs/semantics.md, section 6, "Turns"). */
class PlanOrderTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "a b c, a1 b1 c1",
    "c b a, a1 b1 c1",
    "a b<a c<b, a1 b2 c3",
    "c b<c a<b, c1 b2 a3",
    "z a<z b, b1 z1 a2",
    "a b<a c<ab d<a, a1 b2 d2 c3",
    "a<x, a2"
  })
  void steps(String plan, String order) throws IOException {
    Semantics.assertSays(
        6,
        "by step (1 for an agent that comes after nobody, otherwise one more than the last of those it"
            + " comes after), and within a step by id");
    PlanOrder found = PlanOrder.of(new PolicyBuilder().plan(plan).build());
    assertThat(
            found.agents().stream()
                .map(agent -> agent.id() + "" + found.step(agent.id()))
                .collect(Collectors.joining(" ")))
        .isEqualTo(order);
    for (int i = 0; i < found.agents().size(); i++) {
      AgentId one = found.agents().get(i).id();
      for (int j = 0; j < found.agents().size(); j++) {
        assertThat(found.isEarlier(one, found.agents().get(j).id())).isEqualTo(i < j);
      }
    }
  }

  /** Lint refuses a circle; here one ends. */
  @ParameterizedTest
  @CsvSource({"a<b b<a", "a<a", "a<b b<c c<a"})
  void aCircleEnds(String plan) {
    assertThat(PlanOrder.of(new PolicyBuilder().plan(plan).build()).agents()).isNotEmpty();
  }
}
