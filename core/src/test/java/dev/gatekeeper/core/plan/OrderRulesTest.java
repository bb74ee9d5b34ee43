package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.plan.OrderRules.Blocker;
import dev.gatekeeper.core.policy.Agent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What holds up a push of an agent's branch (docs/semantics.md, section 6, "Order"). A row names
 * the sentence that it holds; {@code w} is what is pushed, and {@code none} deletes.
 */
class OrderRulesTest {

  private static PlanStory told(String plan, String story) throws IOException {
    return PlanStory.of(story, new PolicyBuilder().plan(plan).build());
  }

  @ParameterizedTest(name = "{0}: {1}; {2} goes to {3}: {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a b<a   | t works at b/f as w                                           | b   | w    | HANDOFF_PENDING      | for each agent in its after that has no valid handoff
          a b<a   | a works; t works on a at b/f as w                             | b   | w    | HANDOFF_PENDING      | for each agent in its after that has no valid handoff
          a b<a   | a works; a hands off; t works on a at b/f as w                | b   | w    | ""                   | for each agent in its after that has no valid handoff
          a b<a   | a works; a hands off; t works on a at b/f as w; a rolls back  | b   | w    | HANDOFF_PENDING      | for each agent in its after that has no valid handoff
          a b<a   | b works                                                       | b   | none | HANDOFF_PENDING      | A push to an agent's branch, or its deletion, is refused with … HANDOFF_PENDING
          a b<a   | a works; a hands off; b works                                 | b   | none | ""                   | A push to an agent's branch, or its deletion, is refused
          a b<a   | a works; a hands off; t works on root at b/f as w             | b   | w    | HANDOFF_NOT_INCLUDED | for each agent in its after whose handoff the pushed commit does not contain
          a b~<a  | a works; a hands off; t works on root at b/f as w             | b   | w    | ""                   | ancestry: false waives this
          a b~<a  | t works on root at b/f as w                                   | b   | w    | HANDOFF_PENDING      | ancestry: false waives this
          a b<a   | a works; a hands off; t works on a at b/f as w; a reopens; a works; a hands off      | b | w | ""                   | The current handoff counts, and each earlier one of the same unbroken line
          a b<a   | a works; a hands off; t works on a at b/f as w; a rolls back; a works; a hands off   | b | w | HANDOFF_NOT_INCLUDED | The current handoff counts, and each earlier one of the same unbroken line
          a b<a   | a works; a hands off; a is in; t works on main at b/f as w    | b   | w    | ""                   | for each agent in its after whose handoff the pushed commit does not contain
          a!b b   | b works; t works at a/f as w                                  | a   | w    | EXCLUDED             | EXCLUDED for each agent in its excludes that has the turn
          a!b b   | b works; b hands off; t works at a/f as w                     | a   | w    | ""                   | EXCLUDED for each agent in its excludes that has the turn
          a b!a   | b works; t works at a/f as w                                  | a   | w    | ""                   | EXCLUDED for each agent in its excludes that has the turn
          a!bc b c | b works; c works; t works at a/f as w                        | a   | w    | EXCLUDED EXCLUDED    | EXCLUDED for each agent in its excludes that has the turn
          a!b b   | b works; a works                                              | a   | none | EXCLUDED             | A push to an agent's branch, or its deletion, is refused
          a       | a stops; t works at a/f as w                                  | a   | w    | STOPPED              | stop refuses all pushes and handoffs of an agent (STOPPED) until resume
          a       | a works; a stops                                              | a   | none | STOPPED              | stop refuses all pushes and handoffs of an agent (STOPPED) until resume
          a       | a stops; a resumes; t works at a/f as w                       | a   | w    | ""                   | stop refuses all pushes and handoffs of an agent (STOPPED) until resume
          a b<a!c c | b stops; c works; t works at b/f as w                       | b   | w    | STOPPED HANDOFF_PENDING EXCLUDED | All reasons are listed
          a b c<ab | t works at c/f as w                                          | c   | w    | HANDOFF_PENDING HANDOFF_PENDING  | All reasons are listed
          a b c<ab | a works; a hands off; t works on root at c/f as w            | c   | w    | HANDOFF_NOT_INCLUDED HANDOFF_PENDING | All reasons are listed
          a       | a works; a hands off; t works on a at a/f as w                | a   | w    | HANDED_OFF           | After a handoff the agent's branches are closed (HANDED_OFF)
          a       | a works; a hands off; t works on main at a/f as w             | a/x | w    | HANDED_OFF           | After a handoff the agent's branches are closed (HANDED_OFF)
          a       | a works; a hands off; a reopens; t works on a at a/f as w     | a   | w    | ""                   | until the agent is reopened or integrated
          a       | a works; a hands off; a is in; t works on a at a/f as w       | a   | w    | ""                   | until the agent is reopened or integrated
          a       | a works; a hands off; a reopens; a works; a hands off; t works on a at a/f as w | a | w | HANDED_OFF     | until the agent is reopened or integrated
          a       | a works as w; a hands off; a is in; a is undone               | a   | w    | HANDOFF_NOT_INCLUDED | The agent's later pushes and handoffs must contain that commit
          a       | a works; a hands off; a is in; a is undone; t works on main at a/f as w | a | w | ""               | The agent's later pushes and handoffs must contain that commit
          a       | a works; a hands off; a is in; a is undone; a works on root   | a   | none | ""                   | The agent's later pushes and handoffs must contain that commit
          a b<a   | a works; a hands off; b works on a; b hands off; a rolls back; t works at b/f as w   | b | w | HANDOFF_PENDING | they are not trusted and not integrated, and their agents may rewrite
          """)
  void codes(String plan, String story, String branch, String to, String codes, String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    PlanStory told = told(plan, story);
    OrderRules order = new OrderRules(told.plan());
    Agent agent = told.agent(branch.substring(0, 1));
    List<Violation> found = new ArrayList<>(order.judge(agent, told.update(branch, to)));
    found.addAll(order.closed(agent, told.update(branch, to).ref()));
    assertThat(found.stream().map(v -> v.code().name()).collect(Collectors.joining(" ")))
        .isEqualTo(codes);
    assertThat(found).allMatch(violation -> violation.ref().shortName().equals(branch));
  }

  @ParameterizedTest(name = "{0}: {1}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a b<a    | a works               | b | "HANDOFF_PENDING a: b comes after a, which has no valid handoff (active)"
          a b<a    | a works; a fails      | b | "HANDOFF_PENDING a: b comes after a, which has no valid handoff (failed)"
          a b<a    | a works; a stops      | b | "HANDOFF_PENDING a: b comes after a, which has no valid handoff (active, stopped)"
          z a<z b<a | main works           | b | "HANDOFF_PENDING a: b comes after a, which has no valid handoff (blocked)"
          a!b b    | b works               | a | "EXCLUDED b: a is excluded while b has the turn (active)"
          a!b b    | b works; b validates  | a | "EXCLUDED b: a is excluded while b has the turn (validating since event 1)"
          a!b b    | b works; b fails      | a | "EXCLUDED b: a is excluded while b has the turn (failed since event 1)"
          a!b b    | b works; b hands off; b reopens; b works | a | "EXCLUDED b: a is excluded while b has the turn (active, reopened after its handoff of event 1)"
          a!b b    | b/x works; b works; b hands off; b is in | a | "EXCLUDED b: a is excluded while b has the turn (active, with work outside its handoff)"
          a        | a stops               | a | "STOPPED -: a was stopped by mia: wait"
          a        | a works; a hands off  | a | "HANDED_OFF -: a has handed off, and its branches are closed"
          a        | a works               | a | ""
          """)
  void whoBlocksInWhichState(String plan, String story, String agent, String words)
      throws IOException {
    Semantics.assertSays(
        6, "All reasons are listed, each with the blocking agent, its state, and what to wait for");
    PlanStory told = told(plan, story);
    List<Blocker> blockers = new OrderRules(told.plan()).blockers(told.agent(agent));
    assertThat(
            blockers.stream()
                .map(
                    h ->
                        h.code()
                            + " "
                            + h.other().map(Object::toString).orElse("-")
                            + ": "
                            + h.why())
                .collect(Collectors.joining("; ")))
        .isEqualTo(words);
    assertThat(blockers).noneMatch(blocker -> blocker.todo().isBlank());
  }

  @ParameterizedTest(name = "{0}: {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a!b b  | b works                           | push them when b has finished | needs your fix
          b<a!a a!b | a works; a hands off; b works on a; a reopens | the only way if b needs your fix | with work outside
          a!b b  | b/x works; b works; b hands off; b is in | has handed that off, or it or a maintainer has removed it | has finished
          """)
  void whatToWaitFor(String plan, String story, String todo, String notSaid) throws IOException {
    PlanStory told = told(plan, story);
    List<Blocker> blockers = new OrderRules(told.plan()).blockers(told.agent("a"));
    assertThat(blockers)
        .singleElement()
        .satisfies(
            h -> assertThat(h.todo()).contains(todo, "gatekeeper stop b").doesNotContain(notSaid));
  }

  /** What has to be merged, and what came of work that was undone. */
  @ParameterizedTest(name = "{0}: {1}: {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a     | a works as w; a hands off; a is in; a is undone | a | w | would silently drop what was undone | redo the work, and push (the old one is under refs/gatekeeper/rollback/a/1)
          a b<a | a works; a hands off; a is in; a works as v; a hands off; a is in; a is undone; t works on v at b/f as w | b | w | it builds on undone work | git merge it, and push
          a b<a | a works; a hands off; t works on root at b/f as w | b | w | does not contain its handoff 0000002 | git fetch REMOTE refs/gatekeeper/handoff/a && git merge FETCH_HEAD, and push
          a b<a | a works; a hands off; a is in; t works on root at b/f as w | b | w | does not contain its handoff 0000002 | git fetch REMOTE main && git merge FETCH_HEAD, and push
          """)
  void whatToMerge(String plan, String story, String branch, String to, String why, String todo)
      throws IOException {
    Semantics.assertSays(6, "so that redone work counts as a change and is not lost in a merge");
    PlanStory told = told(plan, story);
    OrderRules order = new OrderRules(told.plan());
    assertThat(order.judge(told.agent(branch), told.update(branch, to)))
        .singleElement()
        .isInstanceOfSatisfying(
            Violation.OfRef.class,
            v -> {
              assertThat(v.message()).endsWith(why);
              assertThat(v.todo()).endsWith(todo);
            });
  }

  /** Where a branch is there that never had it, a merge may conflict in what is others'. */
  @Test
  void whoBeganWithoutAHandoffMayStartThereAgain() throws IOException {
    PlanStory told =
        told(
            "a b<a",
            "b works; a works; a hands off; t works on b at b/f as w; t works on a at b/g as v");
    OrderRules order = new OrderRules(told.plan());
    assertThat(order.judge(told.agent("b"), told.update("b", "w")).toString())
        .contains("start from there");
    told.then("b moves on v");
    assertThat(order.judge(told.agent("b"), told.update("b", "w")).toString())
        .contains("HANDOFF_NOT_INCLUDED")
        .doesNotContain("start from there");
  }

  @Test
  void aStopAloneKeepsFromRemovingWhatIsLeftOver() throws IOException {
    Semantics.assertSays(6, "Of the codes of order only STOPPED applies to it");
    PlanStory told = told("a!b b", "b works; a works");
    RefName branch = RefName.branch("a");
    assertThat(new OrderRules(told.plan()).stopped(told.agent("a"), branch)).isEmpty();
    told.then("a stops");
    assertThat(new OrderRules(told.plan()).stopped(told.agent("a"), branch))
        .singleElement()
        .matches(violation -> violation.code() == Code.STOPPED);
  }
}
