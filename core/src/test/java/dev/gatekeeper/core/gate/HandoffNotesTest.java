package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is told with an accepted push that could not be handed off (docs/semantics.md, sections 4
 * and 9). A push may bring two commits; {@code a} goes from {@code from} to its tip.
 */
class HandoffNotesTest {

  @ParameterizedTest(name = "{0}; {1} pushes from {2}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works; a works                           | a   | root | ""
          a works; a works; a works                  | a   | root | as a handoff this range would now exceed the limits
          a works; a works; a works                  | mia | root | as a handoff this range would now exceed the limits
          a works; a works; a works                  | a   | none | ""
          a works; a works; a works                  | mia | none | as a handoff this range would now exceed the limits
          a works; a hands off; a reopens; a works; a works; a works on root; a works; a works | a | none | as a handoff this range would now exceed the limits
          a works at x/f                             | a   | root | ""
          a works at x/f                             | mia | root | a can't hand this off: PATH_NOT_OWNED at x/f in commit 0000002
          a works at x/f                             | mia | none | a can't hand this off: PATH_NOT_OWNED at x/f in commit 0000002
          a works                                    | mia | root | ""
          """)
  void of(String story, String pusher, String from, String note) throws IOException {
    Limits few =
        new Limits(
            2,
            Limits.DEFAULT.paths(),
            Limits.DEFAULT.time(),
            Limits.DEFAULT.pack(),
            Limits.DEFAULT.object());
    PlanStory told = PlanStory.of(story, new PolicyBuilder().plan("a").limits(few).build());
    RefUpdate update = new RefUpdate(RefName.branch("a"), told.oid(from), told.oid("a"));
    List<String> notes =
        new HandoffNotes(told.plan()).of(told.agent("a"), update, Pusher.named(pusher));
    if (note.isEmpty()) {
      assertThat(notes).isEmpty();
    } else {
      assertThat(notes).first().asString().startsWith(note);
    }
    if (note.startsWith("as a handoff")) {
      assertThat(notes).hasSizeGreaterThan(1).last().asString().isNotBlank();
    }
    RefUpdate deletion = new RefUpdate(RefName.branch("a"), told.oid("a"), Oid.ZERO);
    assertThat(new HandoffNotes(told.plan()).of(told.agent("a"), deletion, Pusher.named(pusher)))
        .isEmpty();
  }
}
