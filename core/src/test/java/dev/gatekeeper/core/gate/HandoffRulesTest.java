package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.gate.HandoffRules.Examined;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.plan.RequirementsDigest;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whether a commit may become a handoff, and what it would rest on (docs/semantics.md, section 6,
 * "Handoff"). A row names the sentence that it holds. Under policy 2 a push may bring one commit.
 */
class HandoffRulesTest {

  private static PlanStory told(String plan, String story) throws IOException {
    Limits few =
        new Limits(
            1,
            Limits.DEFAULT.paths(),
            Limits.DEFAULT.time(),
            Limits.DEFAULT.pack(),
            Limits.DEFAULT.object());
    return PlanStory.of(
        story,
        new PolicyBuilder().plan(plan).waiver("a", "/w/", PlanStory.TODAY).build(),
        new PolicyBuilder().plan(plan).limits(few).digest('2').build());
  }

  private static Examined examined(PlanStory told, String agent, String branch, String commit)
      throws IOException {
    return new HandoffRules(told.plan())
        .examine(told.agent(agent), RefName.branch(branch), told.oid(commit));
  }

  @ParameterizedTest(name = "{0}: {1}: {4} of {3} by {2}: {5}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a     | a works                                           | a | a   | a   | ""                   | Its commit … is the tip of a branch of the agent
          a     | a/x works; a works                                | a | a/x | a/x | ""                   | Its commit … is the tip of a branch of the agent
          a b   | b works                                           | a | b   | b   | REF_NOT_ALLOWED      | Its commit … is the tip of a branch of the agent
          a     | x works                                           | a | x   | x   | REF_NOT_ALLOWED      | Its commit … is the tip of a branch of the agent
          a     | a works as w; a works                             | a | a   | w   | STATE_CHANGED        | Its commit … is the tip of a branch of the agent
          a     | a works; a/x works as w                           | a | a   | w   | STATE_CHANGED        | Its commit … is the tip of a branch of the agent
          a     | a works; main moves                               | a | a   | a   | REF_NOT_ALLOWED      | A handoff must satisfy everything a push must
          a     | a works at x/f                                    | a | a   | a   | PATH_NOT_OWNED FOREIGN_STATE | A handoff must satisfy everything a push must
          a     | a works; a stops                                  | a | a   | a   | STOPPED              | stop refuses all pushes and handoffs of an agent (STOPPED) until resume
          a b<a | b works                                           | b | b   | b   | HANDOFF_PENDING      | A handoff must satisfy everything a push must
          a b<a | a works; a hands off; b works on root             | b | b   | b   | HANDOFF_NOT_INCLUDED | A handoff must satisfy everything a push must
          a!b b!a | a works; b works                                | b | b   | b   | EXCLUDED             | A handoff is judged by the turn when it is requested
          a!b b!a | a works; b works                                | a | a   | a   | ""                   | A handoff is judged by the turn when it is requested
          a     | a works; a hands off                              | a | a   | a   | HANDED_OFF NOT_VALIDATED | are closed (HANDED_OFF) until the agent is reopened or integrated
          a     | a works; a hands off; a reopens                   | a | a   | a   | NOT_VALIDATED        | adds at least one commit
          a     | a works; a hands off; a reopens; a works          | a | a   | a   | ""                   | adds at least one commit
          a     | a moves on root                                   | a | a   | a   | NOT_VALIDATED        | adds at least one commit
          a     | a works; a hands off; a reopens; a works on root  | a | a   | a   | HANDOFF_NOT_INCLUDED | contains the agent's previous valid handoff
          a     | a works; a hands off; a rolls back; a works       | a | a   | a   | ""                   | contains the agent's previous valid handoff
          a     | a works; a hands off; a is in; a works on root    | a | a   | a   | HANDOFF_NOT_INCLUDED | contains the agent's previous valid handoff (or, if none is valid, the last that is integrated and was not undone)
          a     | a works; a hands off; a is in; a works            | a | a   | a   | ""                   | contains the agent's previous valid handoff (or, if none is valid, the last that is integrated and was not undone)
          a     | a works; a hands off; a is in; a is undone; a works | a | a | a   | ""                   | the last that is integrated and was not undone
          a     | a works as w; a hands off; a is in; a is undone; a moves on w | a | a | a | HANDOFF_NOT_INCLUDED NOT_VALIDATED | The agent's later pushes and handoffs must contain that commit
          a     | policy 2 comes; a works                           | a | a   | a   | ""                   | A handoff must satisfy everything a push must
          a     | policy 2 comes; a works; a works                  | a | a   | a   | LIMIT                | A handoff must satisfy everything a push must
          """)
  void examine(
      String plan,
      String story,
      String agent,
      String branch,
      String commit,
      String codes,
      String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    Examined examined = examined(told(plan, story), agent, branch, commit);
    assertThat(
            examined.violations().stream()
                .map(v -> v.code().name())
                .collect(Collectors.joining(" ")))
        .isEqualTo(codes);
    assertThat(examined.accepted()).isEqualTo(codes.isEmpty());
    assertThat(examined.basis().clean()).isEqualTo(codes.isEmpty());
  }

  @ParameterizedTest(name = "{0}: {1}: {2} is built on {3}, trusts {4}, continues {5}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a       | a works                                               | a | root | root | false | is in a valid handoff or in the integration branch
          a       | main works as m; a works on root                      | a | root | m    | false | is in a valid handoff or in the integration branch
          a       | a works; a hands off; a reopens; a works              | a | root | root | true  | contains the agent's previous valid handoff
          a       | a works; a hands off; a rolls back; a works           | a | root | root | false | contains the agent's previous valid handoff
          a b<a   | a works as w; a hands off; b works on a               | b | w    | root w | false | Every commit of other agents that it builds on
          a b<a   | a works as w; a hands off; a is in as m; b works on a | b | w    | m w  | false | Every commit of other agents that it builds on
          a b<a c<b | a works as w; a hands off; b works on a as v; b hands off; c works on v | c | v | root v | false | Every commit of other agents that it builds on
          a b~<a  | a works as w; a hands off; b works on root            | b | root | root w | false | Every commit of other agents that it builds on
          """)
  void basis(
      String plan,
      String story,
      String agent,
      String builtOn,
      String trusted,
      boolean continues,
      String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    PlanStory told = told(plan, story);
    Handoff.Basis basis = examined(told, agent, agent, agent).basis();
    assertThat(names(told, basis.builtOn())).isEqualTo(builtOn);
    assertThat(names(told, basis.trusted())).isEqualTo(trusted);
    assertThat(basis.continues()).isEqualTo(continues);
    assertThat(basis.tree()).isEqualTo(told.history().tree(told.oid(agent)));
    assertThat(basis.terms()).isEqualTo(RequirementsDigest.of(told.agent(agent)));
  }

  private static String names(PlanStory told, List<Oid> commits) {
    return commits.stream().map(told::name).collect(Collectors.joining(" "));
  }

  @Test
  void theLastDayOfAWaiverIsNoted() throws IOException {
    Semantics.assertSays(
        4, "What a waiver still covers may be handed off; the decision notes its last day");
    Examined examined = examined(told("a", "a works at w/f"), "a", "a", "a");
    assertThat(examined.accepted()).isTrue();
    assertThat(examined.notes()).singleElement().asString().contains("/w/", "2026-07-01");
    assertThat(examined(told("a", "a works"), "a", "a", "a").notes()).isEmpty();
  }

  @Test
  void whatCanBeMendedIsToldHow() throws IOException {
    Semantics.assertSays(4, "The refusal says how to drop the change");
    Examined foreign = examined(told("a", "a works at a/f x/f"), "a", "a", "a");
    assertThat(foreign.repairs()).hasSize(2).first().matches(repair -> repair.isCommand());
    Examined large = examined(told("a", "policy 2 comes; a works; a works"), "a", "a", "a");
    assertThat(large.repairs()).singleElement().matches(repair -> repair.isCommand());
  }

  /** What is not there has no tree, and nothing rests on it. */
  @Test
  void whatIsMissingIsNoHandoff() throws IOException {
    PlanStory told = told("a", "a works");
    Examined examined =
        new HandoffRules(told.plan())
            .examine(told.agent("a"), RefName.branch("a"), new Oid("f".repeat(40)));
    assertThat(examined.accepted()).isFalse();
    assertThat(examined.basis().tree()).isEqualTo(Oid.ZERO);
  }
}
