package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Violation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What can be asked with git alone (docs/semantics.md, section 6). A row names the sentence that it
 * holds.
 */
class AskRulesTest {

  private static PlanStory told(String story) throws IOException {
    return PlanStory.of(story, new PolicyBuilder().plan("a b").build());
  }

  private static Pusher pusher(String name) {
    return name.equals("-") ? Pusher.unnamed() : Pusher.named(name);
  }

  private static RefName ask(String what) {
    return new RefName("refs/gatekeeper/ask" + (what.isEmpty() ? "" : "/" + what));
  }

  private static String codes(List<Violation> violations) {
    return violations.stream().map(v -> v.code().name()).collect(Collectors.joining(" "));
  }

  @ParameterizedTest(name = "{0}; {2} to {1} {3}: {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works                          | handoff/a | a    | ""  | ""              | COMMIT is the tip or the handoff that the asker expects
          a works as w; a works            | handoff/a | w    | ""  | STATE_CHANGED   | If it is another one by now, the answer is STATE_CHANGED
          a works                          | handoff/a/x | a  | ""  | STATE_CHANGED   | If it is another one by now, the answer is STATE_CHANGED
          a works                          | handoff/a | main | ""  | STATE_CHANGED   | If it is another one by now, the answer is STATE_CHANGED
          a works                          | state/a   | a    | ""  | ""              | the tip of the branch, or a commit of the integration branch
          a works                          | state/a   | root | ""  | ""              | the tip of the branch, or a commit of the integration branch
          a works as w; a works            | state/a   | w    | ""  | STATE_CHANGED   | the tip of the branch, or a commit of the integration branch
          a works; a hands off             | reopen/a  | a    | why | ""              | the agent's valid handoff
          a works; a hands off             | reopen/a  | a    | ""  | REF_NOT_ALLOWED | reopening its branches, with the push option gatekeeper.reason=<reason>
          a works; a hands off             | reopen/a  | a    | " " | REF_NOT_ALLOWED | reopening its branches, with the push option gatekeeper.reason=<reason>
          a works as w; a hands off; a reopens; a works; a hands off | reopen/a | w | why | STATE_CHANGED | the agent's valid handoff
          a works                          | reopen/a  | a    | why | STATE_CHANGED   | the agent's valid handoff
          a works                          | handoff/x | a    | ""  | REF_NOT_ALLOWED | Those who may push the branch may ask
          a works                          | give/a    | a    | ""  | REF_NOT_ALLOWED | Those who may push the branch may ask
          a works                          | handoff   | a    | ""  | REF_NOT_ALLOWED | Those who may push the branch may ask
          a works                          | ""        | a    | ""  | REF_NOT_ALLOWED | Those who may push the branch may ask
          a works                          | handoff/a | none | ""  | REF_NOT_ALLOWED | The ref is never created and never shown
          """)
  void judge(String story, String what, String commit, String reason, String codes, String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    PlanStory told = told(story);
    List<String> options = reason.isEmpty() ? List.of() : List.of("gatekeeper.reason=" + reason);
    RefUpdate update = new RefUpdate(ask(what), Oid.ZERO, told.oid(commit));
    Push push = new Push(Pusher.named("a"), List.of(update), options);
    List<Violation> found = new AskRules(told.plan()).judge(push, update);
    assertThat(codes(found)).isEqualTo(codes);
    assertThat(found).allMatch(v -> !((Violation.OfRef) v).todo().isBlank());
  }

  @Test
  void anAskGoesAloneAndBringsNothingNewAndMovesNothing() throws IOException {
    Semantics.assertSays(6, "An ask is the only ref of its push and brings no new objects");
    PlanStory told = told("a works");
    RefUpdate asks = new RefUpdate(ask("handoff/a"), Oid.ZERO, told.oid("a"));
    RefUpdate other = told.update("a/x", "a");
    Push both = new Push(Pusher.named("a"), List.of(asks, other), List.of());
    assertThat(words(told, both, asks)).contains("an ask must be the only ref of its push");
    Push alone = new Push(Pusher.named("a"), List.of(asks), List.of());
    assertThat(words(told, alone, asks)).isEmpty();
    told.history().incoming(1, true);
    assertThat(words(told, alone, asks)).contains("an ask must not bring new objects");
    told.history().incoming(0, false);
    RefUpdate moves = new RefUpdate(ask("handoff/a"), told.oid("root"), told.oid("a"));
    assertThat(words(told, alone, moves)).contains("this push would move one");
    told.history().ref(ask("handoff/a"), told.oid("root"));
    assertThat(words(told, alone, moves)).contains("a ref of that name exists");
    assertThat(words(told, alone, asks)).contains("a ref of that name exists");
  }

  private static String words(PlanStory told, Push push, RefUpdate update) throws IOException {
    List<String> messages = new ArrayList<>();
    for (Violation violation : new AskRules(told.plan()).judge(push, update)) {
      messages.add(violation.message());
    }
    return String.join("; ", messages);
  }

  @Test
  void aBranchThatStandsForAnotherIsNobodys() throws IOException {
    PlanStory told = told("a works");
    RefName branch = RefName.branch("a");
    assertThat(AskRules.tip(told.history(), branch)).isEqualTo(told.oid("a"));
    told.history().symbolic(branch);
    assertThat(AskRules.tip(told.history(), branch)).isEqualTo(Oid.ZERO);
  }

  /** To everybody else it is a closed ref like any other, whether there is such a branch or not. */
  @ParameterizedTest(name = "{0} asks {1}: about {2}, open {3}")
  @CsvSource({
    "a, handoff/a, a, true",
    "a, give/a, a, true",
    "a, handoff/a/x, a, true",
    "a, handoff/b, -, false",
    "a, handoff/x, -, false",
    "a, handoff, -, true",
    "mia, handoff/a, a, true",
    "mia, handoff/x, -, true",
    "vera, handoff/a, -, false",
    "vera, handoff, -, false",
    "eve, handoff/a, -, false",
    "eve, handoff, -, false",
    "-, handoff/a, a, true"
  })
  void whoMayAsk(String pusher, String what, String agent, boolean open) throws IOException {
    Semantics.assertSays(
        6, "Those who may push the branch may ask, and so may maintainers. To everyone else");
    PlanStory told = told("a works");
    assertThat(
            AskRules.agent(ask(what), pusher(pusher), told.policy())
                .map(found -> found.id().id())
                .orElse("-"))
        .isEqualTo(agent);
    assertThat(AskRules.isOpenTo(ask(what), pusher(pusher), told.policy())).isEqualTo(open);
  }

  @ParameterizedTest(name = "{0} to {1}: {2}")
  @CsvSource({
    "handoff, refs/heads/a, ''",
    "handoff=required, refs/heads/a, NOT_VALIDATED",
    "handoff=, refs/heads/a, NOT_VALIDATED",
    "handoff=required, refs/heads/x, NOT_VALIDATED",
    "handoff=required, refs/gatekeeper/ask/handoff/a, ''",
    "handoffs=required, refs/heads/a, ''"
  })
  void optionsThatNoPushDependsOn(String option, String ref, String codes) throws IOException {
    Semantics.assertSays(
        6, "-o handoff=required, or any other value, is refused with NOT_VALIDATED");
    PlanStory told = told("a works");
    RefUpdate update = new RefUpdate(new RefName(ref), Oid.ZERO, told.oid("a"));
    Push push = new Push(Pusher.named("a"), List.of(update), List.of("x", option));
    List<Violation> found = AskRules.options(push, told.policy());
    assertThat(codes(found)).isEqualTo(codes);
    assertThat(found.toString().contains(told.oid("a") + ":refs/gatekeeper/ask/handoff/a"))
        .isEqualTo(!codes.isEmpty() && ref.equals("refs/heads/a"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "gatekeeper.reason=why, why",
    "gatekeeper.reason= why , why",
    "gatekeeper.reason=, ''",
    "reason=why, ''"
  })
  void reason(String option, String reason) {
    Push push = new Push(Pusher.named("a"), List.of(), List.of(option));
    assertThat(AskRules.reason(push)).isEqualTo(reason);
  }
}
