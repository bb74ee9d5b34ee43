package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.ledger.Integration;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RefName;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What was undone on the integration branch, and whose work holds some of it (docs/semantics.md,
 * section 6, "Rollback"). A row names the sentence that it holds. Under policy 2 {@code /a/} is
 * c's.
 */
class UndoneWorkTest {
  private static final String IN = "a works as w; a hands off; a is in as m; ";
  private static final String UNDONE = IN + "a is undone as u; ";

  private static PlanStory told(String plan, String story) throws IOException {
    return PlanStory.of(
        story.replace("UNDONE", UNDONE).replace("IN", IN),
        new PolicyBuilder().plan(plan).build(),
        new PolicyBuilder().agent("c", "/a/").plan("b d<c").digest('2').build());
  }

  @ParameterizedTest(name = "{0}: {1}: {3} of {2} held back: {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a       | IN                                                | a | w    | false | The agent's later pushes and handoffs must contain that commit
          a       | UNDONE                                            | a | w    | true  | The agent's later pushes and handoffs must contain that commit
          a       | UNDONE t works on w at a/f as x                   | a | x    | true  | The agent's later pushes and handoffs must contain that commit
          a       | UNDONE t works on root at a/f as x                | a | x    | true  | The agent's later pushes and handoffs must contain that commit
          a       | UNDONE t works on main at a/f as x                | a | x    | false | The agent's later pushes and handoffs must contain that commit
          a       | UNDONE t works on w at a/g as v; t merges on main as x | a | x | false | The agent's later pushes and handoffs must contain that commit
          a b     | UNDONE t works on m at b/f as x                   | b | x    | false | The same applies to any agent whose commit contains some of the undone work, if that was its own or that of an agent it comes after
          a b<a   | UNDONE t works on w at b/f as x                   | b | x    | true  | The same applies to any agent whose commit contains some of the undone work, if that was its own or that of an agent it comes after
          a b<a   | UNDONE t works on root at b/f as x                | b | x    | false | whose commit contains some of the undone work
          a b<a   | UNDONE t works on main at b/f as x                | b | x    | false | The same applies to any agent whose commit contains some of the undone work
          a d b<d | UNDONE t works on w at b/f as x                   | b | x    | false | if that was its own or that of an agent it comes after
          a d<a b<d | UNDONE t works on w at b/f as x                 | b | x    | true  | if that was its own or that of an agent it comes after
          a       | UNDONE policy 2 comes; t works on w at a/f as x   | c | x    | true  | also under another name: an agent that may change an undone path counts as its author
          a       | UNDONE policy 2 comes; t works on w at b/f as x   | b | x    | false | also under another name: an agent that may change an undone path counts as its author
          a       | UNDONE policy 2 comes; t works on root at a/f as x | c | x   | false | whose commit contains some of the undone work
          a       | UNDONE policy 2 comes; t works on w at d/f as x   | d | x    | true  | or that of an agent it comes after, also under another name
          a       | UNDONE policy 2 comes; t works on main at a/f as x | c | x   | false | also under another name
          a       | UNDONE main moves on m                            | a | w    | false | by a commit on the integration branch
          """)
  void heldBack(
      String plan, String story, String agent, String commit, boolean held, String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    PlanStory told = told(plan, story);
    assertThat(
            told.plan()
                .undone()
                .heldBackBy(told.oid(commit), told.agent(agent))
                .map(Integration.Undone::commit))
        .isEqualTo(held ? Optional.of(told.oid("u")) : Optional.empty());
  }

  @ParameterizedTest(name = "{0}: {1} undone: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          IN                          | w    | false | A handoff that came in with another agent's integration, and was undone with it, is no longer in the branch
          UNDONE                      | w    | true  | A handoff that came in with another agent's integration, and was undone with it, is no longer in the branch
          UNDONE                      | m    | true  | is undone by a commit on the integration branch
          UNDONE                      | u    | false | is undone by a commit on the integration branch
          UNDONE                      | root | false | is undone by a commit on the integration branch
          UNDONE main moves on m      | w    | false | is undone by a commit on the integration branch
          """)
  void isUndone(String story, String commit, boolean undone, String sentence) throws IOException {
    Semantics.assertSays(6, sentence);
    PlanStory told = told("a", story);
    assertThat(told.plan().undone().isUndone(told.oid(commit))).isEqualTo(undone);
  }

  /** What was handed off before counts again, and what was integrated before can be undone next. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          IN                                                    | w   | The last 20 integrations of an agent can be undone, one after the other
          IN a works as v; a hands off; a is in                 | w v | The last 20 integrations of an agent can be undone, one after the other
          IN a works as v; a hands off; a is in; a is undone    | w   | the last of its integrations that is still in place is undone
          IN a works as v; a hands off; a is in; a is undone; a is undone | "" | can be undone, one after the other
          IN a works as v; a hands off; a is in; main moves on m | w  | the last of its integrations that is still in place is undone
          """)
  void integrationsThatStand(String story, String handoffs, String sentence) throws IOException {
    Semantics.assertSays(6, sentence);
    PlanStory told = told("a", story);
    assertThat(
            told.plan().integrations(new AgentId("a")).stream()
                .map(past -> told.name(past.step().handoff()))
                .collect(Collectors.joining(" ")))
        .isEqualTo(handoffs);
  }

  @Test
  void whatIsKeptOfItIsFoundByTheRefThatKeepsIt() throws IOException {
    Semantics.assertSays(6, "its old tip is pinned");
    PlanStory told = told("a", "UNDONE t works as x");
    RefName pin = new RefName("refs/gatekeeper/rollback/a/1");
    UndoneWork undone = told.plan().undone();
    assertThat(undone.kept(new AgentId("a"), told.oid("w"))).contains(pin);
    assertThat(undone.kept(new AgentId("a"), told.oid("x"))).isEmpty();
    assertThat(undone.kept(new AgentId("b"), told.oid("w"))).isEmpty();
  }
}
