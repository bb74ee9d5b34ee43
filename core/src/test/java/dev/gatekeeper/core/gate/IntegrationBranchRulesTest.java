package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.plan.PlanState;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whether a push may move the integration branch, and how (docs/semantics.md, sections 5 and 6). A
 * row names the sentence of section 6 that it holds. Policy 2 has {@code integration.direct: true};
 * {@code x} is pushed.
 */
class IntegrationBranchRulesTest {

  @ParameterizedTest(name = "{0}; {1} pushes {2} {3}: {4}, {5}, notes {6}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works as x; a hands off                 | mia  | x    | ""     | ""              | a          | integration of a by push    | The push is recorded as an integration
          a works as x; a hands off                 | mia  | x    | why    | ""              | a          | integration of a by push    | The push is recorded as an integration
          a works as x; a hands off                 | a    | x    | ""     | REF_NOT_ALLOWED | done       | ""                          | A maintainer pushes a fast-forward
          a works as x; a hands off                 | vera | x    | ""     | REF_NOT_ALLOWED | done       | ""                          | A maintainer pushes a fast-forward
          a works as x; a hands off                 | eve  | x    | ""     | NOT_YOUR_BRANCH | done       | ""                          | A maintainer pushes a fast-forward
          a works as x; a hands off                 | -    | x    | ""     | REF_NOT_ALLOWED | done       | ""                          | A maintainer pushes a fast-forward
          t works as x                              | mia  | x    | ""     | NOT_VALIDATED   | nothing    | ""                          | Any other push of a maintainer is refused with NOT_VALIDATED
          t works as x                              | mia  | x    | " "    | NOT_VALIDATED   | nothing    | ""                          | with a reason that is not blank
          t works as x                              | mia  | x    | why    | ""              | override   | override by `mia`: why      | or the push has the option gatekeeper.override=<reason>
          t works as x                              | a    | x    | why    | REF_NOT_ALLOWED | done       | ""                          | Any other push of a maintainer is refused
          policy 2 comes; t works as x              | mia  | x    | ""     | ""              | direct     | direct push to main by `mia` | unless the policy says integration.direct: true
          policy 2 comes; t works as x              | mia  | x    | why    | ""              | direct     | direct push to main by `mia` | unless the policy says integration.direct: true
          policy 2 comes; a works as x; a hands off | mia  | x    | ""     | ""              | a          | integration of a by push    | The push is recorded as an integration
          main works; t works on root as x          | mia  | x    | ""     | NON_FAST_FORWARD NOT_VALIDATED | nothing | ""             | A maintainer pushes a fast-forward
          main works; t works on root as x          | mia  | x    | why    | NON_FAST_FORWARD | override  | override by `mia`: why      | A maintainer pushes a fast-forward
          a works                                   | mia  | none | ""     | REF_DELETE      | done       | ""                          | The integration branch moves in two ways
          """)
  void moves(
      String story,
      String pusher,
      String to,
      String reason,
      String codes,
      String ruling,
      String notes,
      String sentence)
      throws IOException {
    Semantics.assertSays(6, sentence);
    judged(story, pusher, to, reason, codes, ruling, notes);
  }

  /** That the branch is missing is no proof that there is nothing to protect. */
  @ParameterizedTest(name = "{0}; {1} pushes {2} {3}: {4}, {5}, notes {6}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          main moves                                | mia  | root | ""     | ""              | done       | first push of main
          main moves                                | -    | root | ""     | ""              | done       | first push of main
          main moves                                | a    | root | ""     | REF_NOT_ALLOWED | done       | ""
          main moves                                | eve  | root | ""     | NOT_YOUR_BRANCH | done       | ""
          a works; main moves                       | mia  | root | ""     | NOT_VALIDATED   | done       | ""
          a works; main moves                       | mia  | root | why    | ""              | unjudged   | override by `mia`: why; first push of main
          a works; main moves                       | -    | root | why    | REF_NOT_ALLOWED | done       | ""
          a stops; main moves                       | -    | root | ""     | REF_NOT_ALLOWED | done       | ""
          a stops; main moves                       | mia  | root | ""     | ""              | done       | first push of main
          main/x moves on root; main moves          | mia  | root | ""     | REF_NOT_ALLOWED | done       | ""
          """)
  void first(
      String story,
      String pusher,
      String to,
      String reason,
      String codes,
      String ruling,
      String notes)
      throws IOException {
    judged(story, pusher, to, reason, codes, ruling, notes);
  }

  private static void judged(
      String story,
      String pusher,
      String to,
      String reason,
      String codes,
      String ruling,
      String notes)
      throws IOException {
    PlanStory told =
        PlanStory.of(
            story,
            new PolicyBuilder().plan("a").build(),
            new PolicyBuilder().plan("a").direct().digest('2').build());
    RefUpdate update = told.update("main", to);
    Pusher who = pusher.equals("-") ? Pusher.unnamed() : Pusher.named(pusher);
    List<String> options = reason.isEmpty() ? List.of() : List.of("gatekeeper.override=" + reason);
    Push push = new Push(who, List.of(update), options);
    PlanState plan = told.plan();
    Judgement.Builder found = new Judgement.Builder();
    RemainingChecks judged =
        new IntegrationBranchRules(
                plan,
                push,
                new EveryRefRules(told.policy(), plan.history(), push, found),
                new NoPermissionWords(told.policy(), push, found),
                found)
            .judge(update);
    Judgement judgement = found.build(List.of(), false, new PushBudget(Limits.DEFAULT));
    assertThat(
            judgement.violations().stream()
                .map(v -> v.code().name())
                .collect(Collectors.joining(" ")))
        .isEqualTo(codes);
    assertThat(String.join("; ", judgement.notes())).isEqualTo(notes);
    assertThat(words(judged)).isEqualTo(ruling);
    if (!reason.isEmpty() && codes.equals("NOT_VALIDATED")) {
      assertThat(judgement.violations().toString()).contains("must not be blank");
    } else {
      assertThat(judgement.violations().toString()).doesNotContain("must not be blank");
    }
  }

  private static String words(RemainingChecks ruling) {
    if (ruling instanceof RemainingChecks.JudgeMaintainer m) {
      return m.integrated().isEmpty()
          ? m.why().map(why -> why.why().word()).orElse("nothing")
          : m.integrated().stream().map(s -> s.agent().id()).collect(Collectors.joining(" "));
    }
    return ruling instanceof RemainingChecks.Unjudged ? "unjudged" : "done";
  }
}
