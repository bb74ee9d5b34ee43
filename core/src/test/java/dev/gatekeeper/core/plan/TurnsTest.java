package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has the turn (docs/semantics.md, section 6). A row names the sentence that it holds. */
class TurnsTest {

  private static String ids(List<Agent> agents) {
    return agents.stream().map(agent -> agent.id().id()).collect(Collectors.joining(" "));
  }

  @ParameterizedTest(name = "{0}: {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a!b b!a     | main works                                          | ""    | An agent has the turn if it … has unfinished work
          a!b b!a     | a works                                             | a     | An agent has the turn if it … has unfinished work
          a!b b!a     | b works                                             | b     | An agent has the turn if it … has unfinished work
          a!b b!a     | a works; b works                                    | a     | So of two agents that exclude each other the earlier one goes on and the later one waits
          b!a a!b     | a works; b works                                    | a     | and within a step by id
          a b         | a works; b works                                    | a b   | names in its own excludes no earlier agent that has the turn
          a!b b       | a works; b works                                    | a b   | names in its own excludes no earlier agent that has the turn
          a b!a       | a works; b works                                    | a     | names in its own excludes no earlier agent that has the turn
          a!b b!c c!a | a works; b works; c works                           | a b   | There is no deadlock: the last agent, in the order of the plan, of those that have the turn may push
          a b!a c!b   | a works; b works; c works                           | a c   | names in its own excludes no earlier agent that has the turn
          a!b b!a     | a works; b works; a stops                           | b     | it is stopped
          a!b b!a     | a works; b works; a stops; a resumes                | a     | when the earlier one is resumed, loses its handoff, or gets a maintainer's push
          a!b b!a     | a works; a hands off; b works                       | b     | its branches are closed (HANDED_OFF)
          a!b b!a     | a works; a hands off; b works; a rolls back         | b     | loses its handoff
          a!b b!a     | a works as w; a works; a hands off; b works; a rolls back on w | a | when the earlier one is resumed, loses its handoff, or gets a maintainer's push
          a!b b!a     | b works; a gets                                     | a     | when the earlier one is resumed, loses its handoff, or gets a maintainer's push
          a!b b!a     | a works; a hands off; b works; a reopens; a works   | a     | its branches are closed (HANDED_OFF)
          a!b b!a     | a works; a hands off; b works; a is in              | b     | An agent has the turn if it … has unfinished work
          a!b b!a     | a/x works; a works; a hands off; b works            | b     | The agent can't push there while its branches are closed
          a!b b!a     | a/x works; a works; a hands off; b works; a is in   | a     | and has the turn because of it once the handoff is integrated
          z a<z!y y!a | z works; z hands off; a works on z; y works         | y     | by step (1 for an agent that comes after nobody, otherwise one more than the last of those it comes after)
          z a<z!b b!a | z works; z hands off; a works on z; b works; z rolls back | b | an agent it comes after has no valid handoff (blocked)
          a b<a!c c!b | a works; a hands off; b works on a; b hands off; b reopens; b works; a rolls back; c works | c | an agent it comes after has no valid handoff (blocked)
          z a~<z b<a  | z works; z hands off; a works on root; a hands off; b works on a; b hands off; a rolls back; a works on root at a/g; a hands off | b | its handoff is suspended, and one that it comes after, directly or in turn, has no valid handoff yet
          z a~<z b<a  | z works; z hands off; a works on root; a hands off; b works on a; b hands off; a rolls back; a works on root at a/g; a hands off; z rolls back | "" | its handoff is suspended, and one that it comes after, directly or in turn, has no valid handoff yet
          """)
  void turn(String plan, String story, String turns, String sentence) throws IOException {
    Semantics.assertSays(6, sentence);
    Policy policy = new PolicyBuilder().plan(plan).build();
    Turns found = new Turns(PlanStory.of(story, policy).plan());
    Set<Agent> having = new HashSet<>();
    for (Agent agent : policy.agents()) {
      if (found.hasTurn(agent)) {
        having.add(agent);
      }
    }
    assertThat(ids(having.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList()))
        .isEqualTo(turns);
  }

  @ParameterizedTest(name = "{0}: {1}; a push begins {2}: in the way of {3}: {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a!b b!a       | b works                   | ""  | a | b   | An agent without unfinished work waits for every agent in its excludes that has the turn
          a!b b!a       | a works; b works          | ""  | a | ""  | the last agent, in the order of the plan, of those that have the turn may push
          a!bc b c      | b works; c works          | ""  | a | b c | An agent without unfinished work waits for every agent in its excludes that has the turn
          a!b b c       | b works; c works          | ""  | a | b   | An agent without unfinished work waits for every agent in its excludes that has the turn
          a!b b c       | b works; b stops; c works | ""  | a | ""  | is stopped by a maintainer (gatekeeper stop): then it is held back, and the other may start
          a!b b!a       | main works                | ""  | b | ""  | An agent without unfinished work waits for every agent in its excludes that has the turn
          a!b b!a       | main works                | a   | b | a   | Changes of one push to branches of several agents are judged as if the others had started
          a!b b!a       | main works                | b   | a | b   | Changes of one push to branches of several agents are judged as if the others had started
          a!b b!a       | b stops                   | b   | a | ""  | is held back while something other than an exclusion refuses its pushes
          """)
  void inTheWay(
      String plan, String story, String begin, String agent, String others, String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    PlanStory told = PlanStory.of(story, new PolicyBuilder().plan(plan).build());
    Set<AgentId> beginning =
        Arrays.stream(begin.split(" ", -1))
            .filter(id -> !id.isEmpty())
            .map(AgentId::new)
            .collect(Collectors.toSet());
    Turns turns = new Turns(told.plan(), beginning);
    assertThat(ids(turns.inTheWayOf(told.agent(agent)))).isEqualTo(others);
    for (Agent other : turns.inTheWayOf(told.agent(agent))) {
      assertThat(turns.isOnlyBeginning(other)).isEqualTo(beginning.contains(other.id()));
    }
  }
}
