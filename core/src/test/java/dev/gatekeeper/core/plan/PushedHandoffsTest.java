package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whether what leads from one commit to another is handoffs and nothing else (docs/semantics.md,
 * section 6, "Integration", 2). A row names the sentence that it holds. The branch is at {@code
 * root}, or where the story leaves it; {@code x} is pushed.
 */
class PushedHandoffsTest {
  private static final String BOTH = "a works; a hands off; b works; b hands off; ";
  private static final String LINE = "a works; a hands off; b works on a; b hands off; ";

  @ParameterizedTest(name = "{0}: {1}: {2} {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a     | a works as x; a hands off                             | a   | ""                                 | is a handoff that continues from there
          a     | a works; a works as x; a hands off                    | a   | ""                                 | is a handoff that continues from there
          a     | a works as x                                          | ""  | is not a handoff                      | every step from the old tip to the new one is a handoff
          a     | a works; a hands off; t works on a at a/f as x        | ""  | is not a handoff                      | every step from the old tip to the new one is a handoff
          a b   | BOTH t moves on root; t merges on a as x              | a   | ""                                 | or a merge of one, with exactly the tree that integrate would make
          a b   | BOTH t moves on root; t merges on a; t merges on b as x | a b | ""                               | every step from the old tip to the new one is a handoff
          a b   | BOTH t moves on root; t merges on b; t merges on a as x | b a | ""                               | every step from the old tip to the new one is a handoff
          a b   | BOTH t moves on a; t merges on b as x                 | a b | ""                                 | every step from the old tip to the new one is a handoff
          a     | a works; a hands off; t moves on root; t merges on a at x/f as x  | ""  | is not the merge that integrating a makes | with exactly the tree that integrate would make
          a     | a works; a hands off; t moves on root; t merges on a at -a/f as x | ""  | is not the merge that integrating a makes | with exactly the tree that integrate would make
          a b   | BOTH t works on root at x/f; t merges on a as x       | ""  | is not a handoff                      | Any other push of a maintainer is refused
          a b   | BOTH t moves on root; t merges on a,b at a/f=1 b/f=1 as x | ""  | is not a handoff                      | Any other push of a maintainer is refused
          a b<a | LINE t moves on b as x                                | a b | ""                                 | A step to a handoff may include those below it, if each continues from the one before
          a b<a | LINE t moves on root; t merges on b as x              | a b | ""                                 | A step to a handoff may include those below it, if each continues from the one before
          a b<a | LINE main works; t moves on main; t merges on b as x  | ""  | contains the handoff of a; merge that one first | if each continues from the one before
          a b<a | LINE main works; t moves on main; t merges on a; t merges on b as x | a b | ""                   | or a merge of one
          a b<a | LINE a reopens; a works; a hands off; t moves on b as x | ""  | b builds on | The same conditions hold for the handoff
          a b<a | LINE a rolls back; t moves on b as x                  | ""  | can't be integrated       | The same conditions hold for the handoff
          a     | a works; a hands off; a stops; t moves on a as x      | ""  | can't be integrated       | The same conditions hold for the handoff
          a     | a works; a hands off; a is in as x; main moves on root | a   | ""                                 | The push is recorded as an integration
          a     | a works at a/f x/f; a slips; t moves on a as x        | ""  | can't be integrated       | The same conditions hold for the handoff
          a     | a works at a/l->m/f; a hands off; main works at a/m->../b; t moves on main; t merges on a as x | "" | SYMLINK_ESCAPE at a/l | is refused and named
          a     | a works at a/l->m/f; a hands off; main works at a/m->n; t moves on main; t merges on a as x | a | "" | is refused and named
          a b~<a | BOTH t moves on b as x                               | ""  | b comes after a, whose handoff is not in before it | each agent after those it comes after
          a b~<a | BOTH t moves on a; t merges on b as x                | a b | ""                                 | each agent after those it comes after
          """)
  void between(String plan, String story, String agents, String why, String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    String words = story.replace("BOTH", BOTH).replace("LINE", LINE);
    PlanStory told = PlanStory.of(words, new PolicyBuilder().plan(plan).build());
    PushedHandoffs.Found found =
        new PushedHandoffs(told.plan()).between(told.oid("main"), told.oid("x"));
    assertThat(found.steps().stream().map(s -> s.agent().id()).collect(Collectors.joining(" ")))
        .as(found.why())
        .isEqualTo(agents);
    assertThat(found.why()).contains(why).matches(text -> text.isEmpty() == why.isEmpty());
    for (int i = 0; i < found.steps().size(); i++) {
      assertThat(found.steps().get(i).before())
          .isEqualTo(i == 0 ? told.oid("main") : found.steps().get(i - 1).after());
    }
  }
}
