package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a handoff's history changes that is not its agent's. A row names the sentence it holds. */
class ForeignWorkTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works as p                                        | ""           | A handoff whose history changes such a path
          a works at x/f as p                                 | x/f p        | A handoff whose history changes such a path
          a works at x/f as p; a works at x/f                 | x/f p        | A handoff whose history changes such a path
          a works at x/f as p; a works at -x/f                | x/f p        | A handoff whose history changes such a path
          a works at x/f as p; a works at y/f as q            | x/f p, y/f q | A handoff whose history changes such a path
          a works at x/f as p; main moves on p; a works       | ""           | in a commit that is not in the branch yet
          a works at x/f as p; main moves on p; a works at x/g as q | x/g q  | in a commit that is not in the branch yet
          main works at x/f; a works; a merges on main        | ""           | in a commit that is not in the branch yet
          """)
  void in(String story, String found, String sentence) throws IOException {
    Semantics.assertSays(6, sentence);
    PlanStory told = PlanStory.of(story, new PolicyBuilder().plan("a").build());
    assertThat(
            ForeignWork.in(
                    told.history(),
                    Set.of(told.oid("main")),
                    told.oid("a"),
                    told.judging().permission(told.agent("a").id()))
                .entrySet()
                .stream()
                .map(path -> path.getKey() + " " + told.name(path.getValue()))
                .collect(Collectors.joining(", ")))
        .isEqualTo(found);
  }
}
