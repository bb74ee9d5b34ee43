package dev.gatekeeper.core.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One commit of many that are beyond limits together: a push may change two paths. */
class SquashTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works; a works; a works                     | t=
          a works at a/f; a works at a/g; a works at a/f | t=
          a works at a/f; a works at a/g; a works at a/h | none
          a works at a/f; a works at a/g; a works at -a/f; a works at -a/g | these commits change only paths that you may not change
          a works; a works at f=2; a works              | t=
          a works; main works; a merges on main,root at README=1 a/f=1 | t=
          """)
  void of(String story, String repaired) throws IOException {
    Limits few =
        new Limits(
            Limits.DEFAULT.commits(),
            2,
            Limits.DEFAULT.time(),
            Limits.DEFAULT.pack(),
            Limits.DEFAULT.object());
    PlanStory told = PlanStory.of(story, new PolicyBuilder().plan("a").limits(few).build());
    List<Repair> found =
        Squash.of(
            RefName.branch("a"),
            told.oid("a"),
            Set.of(told.oid("main")),
            told.judging().permission(told.agent("a").id()),
            told.judging(),
            List::of);
    if (repaired.equals("none")) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).singleElement().matches(repair -> repair.command().startsWith(repaired));
      assertThat(found.get(0).isCommand()).isEqualTo(repaired.equals("t="));
    }
  }
}
