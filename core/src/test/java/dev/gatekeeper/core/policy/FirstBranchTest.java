package dev.gatekeeper.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The branch that an agent begins on where nobody names another. */
@Tag("bytes")
class FirstBranchTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "agent-1, agent-1",
    "agent-1/**, agent-1/work",
    "agent-1/** agent-1, agent-1/work",
    "agent-1 agent-1/x, agent-1/x",
    "agent-1 agent-1-*, agent-1",
    "/agent-1/*, agent-1/work",
    "feature-*/x, feature-work/x",
    "**, work",
    "a/** !a/work a/b/**, a/b/work",
    "[ab]/**, none",
    "a/** !a/work, none",
  })
  void theFirstNameOrElseTheFirstThatCanBeMade(String patterns, String name) {
    Policy policy =
        new PolicyBuilder()
            .agent("a", List.of(patterns.split(" ", -1)), false, List.of(), "/a/")
            .build();
    assertThat(policy.agents().get(0).branches().first().orElse("none")).isEqualTo(name);
  }
}
