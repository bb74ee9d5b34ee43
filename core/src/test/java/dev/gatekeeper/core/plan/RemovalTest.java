package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.plan.Removal.LeftOver;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Left-over branches: which an agent may delete, and make again (docs/semantics.md, section 6). A
 * row names the sentence that it holds.
 */
class RemovalTest {
  private static final AgentId A = new AgentId("a");

  private static PlanStory told(String story) throws IOException {
    return PlanStory.of(story, new PolicyBuilder().plan("a").build());
  }

  @ParameterizedTest(name = "{0}: {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a/x works                                                   | a/x | has no valid handoff         | The agent may delete such a branch if … it has a valid or integrated handoff
          a works; a/x works; a hands off; a rolls back               | a/x | has no valid handoff         | The agent may delete such a branch if … it has a valid or integrated handoff
          a works; a/x works; a hands off                             | a/x | ""                           | The agent may delete such a branch if … it has a valid or integrated handoff
          a works; a/x works; a hands off; a reopens                  | a/x | ""                           | The agent may delete such a branch if … it has a valid or integrated handoff
          a works; a/x works; a hands off; a is in                    | a/x | ""                           | The agent may delete such a branch if … it has a valid or integrated handoff
          a works; a hands off                                        | a   | the handoff of a is its tip  | the branch is not that of a handoff that is not integrated
          a works; a hands off; a reopens; a works                    | a   | the handoff of a is its tip  | the branch is not that of a handoff that is not integrated
          a works; a hands off; a is in                               | a   | ""                           | the branch is not that of a handoff that is not integrated
          a works; a/x works; a hands off; a reopens; a/x validates   | a/x | a validation of it is running      | no validation of the agent is running
          a works; a/x works; a hands off; a reopens; a validates     | a/x | ""                           | no validation of the agent is running
          a works; a/x gets; a hands off                              | a/x | a maintainer's push is in it | the branch has no maintainer's push that the integration branch lacks
          a works; a/y gets; a/x works on a/y; a hands off            | a/x | a maintainer's push is in it | the branch has no maintainer's push that the integration branch lacks
          a works; a/y gets; a/x works; a hands off                   | a/x | ""                           | the branch has no maintainer's push that the integration branch lacks
          a works; a/x gets as x; main moves on x; a hands off        | a/x | ""                           | the branch has no maintainer's push that the integration branch lacks
          """)
  void objection(String story, String branch, String why, String sentence) throws IOException {
    Semantics.assertSays(6, sentence);
    PlanStory told = told(story);
    String objection =
        new Removal(told.plan())
            .objection(told.agent("a"), RefName.branch(branch), told.oid(branch), 0);
    assertThat(objection).contains(why).matches(text -> text.isEmpty() == why.isEmpty());
  }

  @ParameterizedTest(name = "{0} kept, and {1} more: {2}")
  @CsvSource({"99, 0, true", "100, 0, false", "98, 1, true", "99, 1, false", "0, 100, false"})
  void tipsThatAreKept(int kept, int more, boolean may) throws IOException {
    Semantics.assertSays(6, "fewer than 100 tips of the agent are kept already");
    PlanStory told = told("a works; a/x works; a hands off");
    for (int n = 1; n <= kept; n++) {
      told.history().ref(new RefName("refs/gatekeeper/rollback/a/" + n), told.oid("root"));
    }
    Removal removal = new Removal(told.plan());
    RefName branch = RefName.branch("a/x");
    assertThat(removal.objection(told.agent("a"), branch, told.oid("a/x"), more).isEmpty())
        .isEqualTo(may);
  }

  @Test
  void aPinHasAFreeName() throws IOException {
    Semantics.assertSays(6, "Its tip is kept under refs/gatekeeper/rollback/<agent>/<n>");
    PlanStory told = told("a works; a/x works; a hands off; a/x removes");
    RefName second = new RefName("refs/gatekeeper/rollback/a/2");
    RefName third = new RefName("refs/gatekeeper/rollback/a/3");
    assertThat(Removal.nextPin(told.plan(), told.history(), A, Set.of())).isEqualTo(second);
    assertThat(Removal.nextPin(told.plan(), told.history(), A, Set.of(second))).isEqualTo(third);
    told.history().ref(second, told.oid("root"));
    assertThat(Removal.nextPin(told.plan(), told.history(), A, Set.of())).isEqualTo(third);
  }

  @ParameterizedTest(name = "{0}: {1} at {2}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a/x removes                            | a/x | other | true  | A later branch of the same name has to contain the kept tip or that of the integration branch
          a/x removes                            | a/x | x     | false | has to contain the kept tip
          a/x removes; t works on x as y         | a/x | y     | false | has to contain the kept tip
          a/x removes                            | a/x | main  | false | or that of the integration branch
          a/x removes; t works on main as y      | a/x | y     | false | or that of the integration branch
          a/x removes                            | a/x | root  | true  | or that of the integration branch
          a/x removes                            | a/y | other | false | A later branch of the same name
          a works                                | a/x | other | false | A later branch of the same name
          """)
  void madeAgain(String story, String branch, String tip, boolean forced, String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    PlanStory told =
        told(
            "o works as other; main works; a works; a/x works on root as x; a hands off; " + story);
    Removal removal = new Removal(told.plan());
    assertThat(removal.forced(told.agent("a"), RefName.branch(branch), told.oid(tip)))
        .isEqualTo(forced ? Optional.of(told.oid("x")) : Optional.<Oid>empty());
  }

  @Test
  void whatIsLeftOverIsNamedWithWhatKeepsTheAgentFromRemovingIt() throws IOException {
    Removal removal = new Removal(told("a works; a/x works; a/y gets; a hands off").plan());
    PlanStory told = told("a works; a/x works; a/y gets; a hands off");
    assertThat(
            removal.leftOver(told.agent("a")).stream()
                .map(LeftOver::words)
                .collect(Collectors.toList()))
        .containsExactly(
            "a/x, with work outside its handoff: git push REMOTE --delete a/x removes it, and its"
                + " tip is kept",
            "a/y, with work outside its handoff: a maintainer can remove it, since a maintainer's"
                + " push is in it that the integration branch lacks");
  }
}
