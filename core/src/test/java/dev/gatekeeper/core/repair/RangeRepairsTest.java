package dev.gatekeeper.core.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How a range is left behind that may not be handed off (docs/semantics.md, section 5). Under
 * policy 2 a push may change two paths.
 */
class RangeRepairsTest {

  private static PlanStory told(String story) throws IOException {
    Limits few =
        new Limits(
            Limits.DEFAULT.commits(),
            2,
            Limits.DEFAULT.time(),
            Limits.DEFAULT.pack(),
            Limits.DEFAULT.object());
    return PlanStory.of(
        story,
        new PolicyBuilder().plan("a").build(),
        new PolicyBuilder().plan("a").limits(few).digest('2').build());
  }

  private static RangeRepairs repairs(PlanStory told) throws IOException {
    return new RangeRepairs(told.plan(), told.agent("a"), RefName.branch("a"), told.oid("a"));
  }

  private static String words(List<Repair> repairs) {
    return repairs.stream()
        .map(repair -> repair.isCommand() ? "command" : repair.command().split(":", 2)[0])
        .collect(Collectors.joining("; "));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works at a/f x/f                           | command; or, to keep what is foreign
          a works at x/f                               | these commits change only paths that you may not change; or, to keep what is foreign
          a works at a/f x/f; a slips                  | it is in the valid handoff 0000002, which a maintainer rolls back
          a works; a hands off; a reopens; a works at a/f x/f | command; or, to keep what is foreign
          """)
  void foreign(String story, String repaired) throws IOException {
    PlanStory told = told(story);
    List<Violation> violations =
        told.plan()
            .rangeAnew(
                told.agent("a"),
                RefName.branch("a"),
                told.oid("a"),
                new PushBudget(told.policy().limits()))
            .violations();
    String found = words(repairs(told).ofForeign(violations));
    assertThat(found.replaceAll("drop them with `.*?`", "")).contains(repaired.split("; ", -1));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works; a works; a works                            | command
          a works at a/f; a works at a/g; a works at a/h       | command; hand off in parts
          a works at a/f a/g a/h                               | start again and bring over as much as is within the limits
          a works at a/f a/g a/h; a slips; a reopens; a works | its handoff 0000002 alone exceeds them
          a gets at a/f a/g a/h; a works                       | what a maintainer pushed, 0000002, stays in it and exceeds them with its history
          a works at a/f; a hands off; a reopens; a works at a/g a/h a/i | its last handoff counts until it is integrated
          """)
  void tooLarge(String story, String repaired) throws IOException {
    PlanStory told = told("policy 2 comes; " + story);
    assertThat(words(repairs(told).ofTooLarge())).startsWith(repaired);
  }
}
