package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Symbolic links that a merge of {@code one} and {@code two} leads astray. A row names the sentence
 * that it holds.
 */
class StrayLinksTest {

  @ParameterizedTest(name = "{0} with {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a/l->f         | b/f=1          | ""                                                  | all links of the result are followed again, each with the permissions of its owner
          a/l->m a/m->f  | b/f=1          | ""                                                  | all links of the result are followed again, each with the permissions of its owner
          a/l->../b/f    | b/f=1          | ""                                                  | A link that escapes in the merge of both sides, but on neither side alone
          a/l->m/f       | a/m->../b      | for a, SYMLINK_ESCAPE at a/l: leads to b/f          | A link that escapes in the merge of both sides, but on neither side alone, is refused and named
          a/l->../a/m/f  | a/m->../../x   | for a, SYMLINK_ESCAPE at a/l: leads to nothing here | A link that escapes in the merge of both sides, but on neither side alone, is refused and named
          x/l->../a/m/f  | a/m->../b      | ""                                                  | each with the permissions of its owner
          x/l->../a/m/f  | a/m->../../../x | SYMLINK_ESCAPE at x/l: leads to nothing here       | each with the permissions of its owner
          a/l->m/f b/l->../a/m/f | a/m->../a | for b, SYMLINK_ESCAPE at b/l: leads to a/f       | each with the permissions of its owner
          """)
  void ofAMerge(String one, String two, String stray, String sentence) throws IOException {
    Semantics.assertSays(6, sentence);
    PlanStory told =
        PlanStory.of(
            "one works on root at "
                + one
                + "; two works on root at "
                + two
                + "; both merges on one,two",
            new PolicyBuilder().plan("a b").build());
    List<String> found =
        new StrayLinks(told.judging())
            .in(told.oid("both"), List.of(told.oid("one"), told.oid("two")));
    // what leads astray on its own side is judged with the commit that brought it
    assertThat(found.stream().filter(text -> text.contains("/l:")).toList())
        .isEqualTo(stray.isEmpty() ? List.of() : List.of(stray));
  }
}
