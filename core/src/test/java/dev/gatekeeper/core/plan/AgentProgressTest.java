package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Agent;
import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far an agent is (docs/semantics.md, section 6). A row names the sentence that it holds. */
class AgentProgressTest {

  private static AgentProgress after(String plan, String story) throws IOException {
    return PlanStory.of(story, new PolicyBuilder().plan(plan).build()).plan().progress();
  }

  private static Agent agent(String plan, String id) {
    return new PolicyBuilder()
        .plan(plan).build().agents().stream()
            .filter(agent -> agent.id().id().equals(id))
            .findFirst()
            .orElseThrow();
  }

  @ParameterizedTest(name = "{1}: {2} is {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a     | main works                                            | a | ready      | none of these: it may start
          a     | a moves on main                                       | a | ready      | none of these: it may start
          a     | a works; a rolls back                                 | a | ready      | none of these: it may start
          a     | a works                                               | a | active     | it has unfinished work, and its branches are not closed
          a     | a works; a hands off; a reopens; a works              | a | active     | it has unfinished work, and its branches are not closed
          a     | a works; a hands off; a is in; a works                | a | active     | it has unfinished work, and its branches are not closed
          a     | a/x works; a works; a hands off                       | a | validated  | and its branches are not closed
          a     | a/x works; a works; a hands off; a is in              | a | active     | The state belongs to the agent and covers all its branches
          a     | a works; a hands off                                  | a | validated  | it has handed off
          a     | a works; a hands off; a reopens                       | a | validated  | it has handed off
          a     | a works; a hands off; a is in                         | a | integrated | its handoff is in the integration branch
          a     | a works; a hands off; a is in; main works             | a | integrated | its handoff is in the integration branch
          a     | a works; a hands off; a is in; a is undone            | a | ready      | none of these: it may start
          a     | a works; a fails                                      | a | failed     | its tip was validated, and did not pass
          a     | a works; a fails; a works                             | a | active     | its tip was validated, and did not pass
          a     | a/x works; a/x fails; a works                         | a | failed     | The state belongs to the agent and covers all its branches
          a     | a works; a hands off; a reopens; a works; a fails     | a | failed     | its tip was validated, and did not pass
          a     | a works; a fails; a hands off                         | a | validated  | it has handed off
          a     | a works; a validates                                  | a | validating | a validation of it is running
          a     | a works; a fails; a validates                         | a | validating | An agent is in the first of these states that applies
          a     | a works; a validates; a stops                         | a | validating | An agent can be stopped in any state
          a     | a works; a stops                                      | a | active     | An agent can be stopped in any state
          a b<a | main works                                            | b | blocked    | an agent it comes after has no valid handoff
          a b<a | a works; a hands off                                  | b | ready      | an agent it comes after has no valid handoff
          a b<a | a works; a hands off; b works on a; a rolls back      | b | blocked    | an agent it comes after has no valid handoff
          a b<a | a works; a hands off; b works on a; b fails; a rolls back                          | b | blocked    | An agent is in the first of these states that applies
          a b<a | a works; a hands off; b works on a; b hands off; a rolls back                      | b | suspended  | its handoff builds on one that was revoked or replaced
          a b<a | a works; a hands off; b works on a; b hands off; a rolls back; a works; a hands off | b | suspended | its handoff builds on one that was revoked or replaced
          a b<a | a works; a hands off; b works on a; b hands off; a rolls back; b validates         | b | validating | An agent is in the first of these states that applies
          """)
  void state(String plan, String story, String agent, String state, String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    assertThat(after(plan, story).state(agent(plan, agent)).word()).isEqualTo(state);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works; a/x works                                         | ""      | Work on another branch than the one that was handed off is left over
          a works; a/x works; a hands off                            | a/x     | Work on another branch than the one that was handed off is left over
          a works; a/x works; a/y works; a hands off                 | a/x a/y | Work on another branch than the one that was handed off is left over
          a works; a/x moves on a; a hands off                       | ""      | Work on another branch than the one that was handed off is left over
          a works; a hands off; a works                              | ""      | Work on another branch than the one that was handed off is left over
          a works; a/x works; a hands off; a reopens                 | ""      | The agent can't push there while its branches are closed
          a works; a/x works; a hands off; a is in                   | a/x     | and has the turn because of it once the handoff is integrated
          a works; a hands off; a is in; a/x works; a works          | ""      | status names only branches that do not contain the integrated handoff
          a works; a hands off; a is in; a/x works on root; a works  | a/x     | status names only branches that do not contain the integrated handoff
          """)
  void leftOver(String story, String branches, String sentence) throws IOException {
    Semantics.assertSays(6, sentence);
    assertThat(
            after("a", story).leftOver(agent("a", "a")).stream()
                .map(RefName::shortName)
                .collect(Collectors.joining(" ")))
        .isEqualTo(branches);
  }
}
