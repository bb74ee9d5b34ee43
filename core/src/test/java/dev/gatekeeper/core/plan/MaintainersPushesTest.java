package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What maintainers have pushed to an agent's branches and the integration branch lacks. */
class MaintainersPushesTest {

  @ParameterizedTest(name = "{0}: in {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works                                         | a       | ""
          a gets as g                                     | a       | g
          a gets as g; a works                            | a       | g
          a gets as g                                     | root    | ""
          a gets as g                                     | ""      | ""
          a works; a gets as g                            | a       | g
          a/x works as w; a/x gets as g                   | w       | ""
          a gets as g; a gets as h                        | a       | g h
          a gets as g; a/x gets as h                      | a       | g
          a gets as g; a/x gets as h                      | a a/x   | g h
          a gets as g; a gets on root as h; a works       | a       | h
          a gets as g; main moves on g                    | a       | ""
          a gets as g; a gets as h; main moves on g       | a       | h
          b gets as g                                     | b       | ""
          """)
  void inTips(String story, String tips, String pushes) throws IOException {
    Semantics.assertSays(
        6, "Maintainers' pushes stay recorded if any branch of the agent contains them afterwards");
    PlanStory told = PlanStory.of(story, new PolicyBuilder().plan("a b").build());
    Set<Oid> asked =
        Arrays.stream(tips.split(" ", -1))
            .filter(name -> !name.isEmpty())
            .map(told::oid)
            .collect(Collectors.toSet());
    assertThat(
            new MaintainersPushes(told.plan())
                .in(new AgentId("a"), asked).stream()
                    .map(told::name)
                    .collect(Collectors.joining(" ")))
        .isEqualTo(pushes);
  }
}
