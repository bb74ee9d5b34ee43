package dev.gatekeeper.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.fixture.Semantics;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.ledger.ExemptCommits;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Violation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole of an agent's work, at a handoff and later (docs/semantics.md, section 4, "At a
 * handoff"). A row names the sentence that it holds. Agent a owns {@code /a/}, and by a waiver that
 * lives {@code /w/}; the range ends in {@code a}, and {@code main} and {@code trusted} are trusted.
 */
class RangeJudgeTest {
  private static final RefName BRANCH = RefName.branch("a");

  private static PlanStory told(String story) throws IOException {
    return PlanStory.of(
        "trusted moves on root; main works at f=1 g=1;" + story,
        new PolicyBuilder().plan("a b").waiver("a", "/w/", PlanStory.TODAY).build());
  }

  private static List<Oid> oids(PlanStory told, String names) {
    return Arrays.stream(names.split(" ", -1))
        .filter(name -> !name.isEmpty())
        .map(told::oid)
        .toList();
  }

  private static String words(List<Violation> violations) {
    return violations.stream()
        .map(
            v ->
                v instanceof Violation.OfPath of
                    ? v.code() + " " + of.path() + " " + of.change()
                    : v.code().name())
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works                                              | ""                                        | A handoff is therefore judged once more as a whole: all of its range
          a works at x/f                                       | PATH_NOT_OWNED x/f A, FOREIGN_STATE x/f A | all of its range, under the current policy, with the branch's old tip not trusted
          a works at x/f; a works at -x/f                      | PATH_NOT_OWNED x/f A, PATH_NOT_OWNED x/f D | all of its range
          a works at f=2; a works at f=1                       | PATH_NOT_OWNED f M, PATH_NOT_OWNED f M    | all of its range
          a works at w/f                                       | ""                                        | What a waiver still covers may be handed off
          trusted works at h=1; a works; a merges on trusted   | ""                                        | Every foreign path has to hold what the newest trusted commits in the handoff hold
          trusted works on main at h=1; a works on trusted; a works at h=2 | PATH_NOT_OWNED h M, FOREIGN_STATE h M | Every foreign path has to hold what the newest trusted commits in the handoff hold
          trusted works on main at -f as x; trusted merges on main as y; a works on trusted; a merges on main | "" | if there are several, what the three-way rule expects of merging them
          a gets at x/f                                        | PATH_NOT_OWNED x/f A, FOREIGN_STATE x/f A | No pusher and no rule is exempt from that
          a works at a/s@abc                                   | SUBMODULE a/s A                           | What is refused to everyone
          """)
  void anew(String story, String words, String sentence) throws IOException {
    Semantics.assertSays(4, sentence);
    PlanStory told = told(story);
    RangeJudge judge =
        new RangeJudge(told.judging(), told.ledger().agent(told.agent("a").id()).standing());
    RangeJudge.Found found =
        judge.anew(
            told.agent("a"), BRANCH, told.oid("a"), oids(told, "main trusted"), Optional.empty());
    assertThat(words(found.violations())).isEqualTo(words);
    assertThat(found.waivers()).hasSize(story.contains("w/f") ? 1 : 0);
  }

  /** An old state of a foreign path, come to by merges each of which is clean. */
  @Test
  void anOldStateOfAForeignPathIsNotHandedOff() throws IOException {
    Semantics.assertSays(4, "can still produce an old state of a foreign path");
    PlanStory told = told("main works at f=2 as m2; b works on main; a works on m2");
    // a commit that holds the tree of before, made of both lines
    Oid old = told.history().commit(List.of(told.oid("a"), told.oid("b")), "f=1");
    told.history().branch("a", old);
    RangeJudge.Found found =
        new RangeJudge(told.judging(), List.of())
            .anew(told.agent("a"), BRANCH, old, oids(told, "main b"), Optional.empty());
    assertThat(words(found.violations())).isEqualTo("PATH_NOT_OWNED f M, FOREIGN_STATE f M");
  }

  @ParameterizedTest(name = "{0}, standing {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works at x/f as s                     | ""        | PATH_NOT_OWNED x/f A, FOREIGN_STATE x/f A | as long as the path is unchanged since
          a works at x/f as s                     | all       | ""                                        | changes by a maintainer's push, and changes that a waiver allowed on its paths, do not count against it
          a works at x/f as s                     | /x/       | ""                                        | and changes that a waiver allowed on its paths, do not count against it
          a works at x/f as s                     | /y/       | PATH_NOT_OWNED x/f A, FOREIGN_STATE x/f A | and changes that a waiver allowed on its paths, do not count against it
          a works at x/f as s; a works at x/f     | all       | PATH_NOT_OWNED x/f M, FOREIGN_STATE x/f A | as long as the path is unchanged since
          a works at x/f as s; a works at x/g     | all       | PATH_NOT_OWNED x/g A, FOREIGN_STATE x/g A | changes by a maintainer's push, and changes that a waiver allowed on its paths, do not count against it
          a works at x/f as s; a works            | all       | ""                                        | A handoff that was valid before stays valid
          a works at a/s@abc as s                 | all       | ""                                        | changes by a maintainer's push, and changes that a waiver allowed on its paths, do not count against it
          a works at a/s@abc as s                 | /a/       | ""                                        | and changes that a waiver allowed on its paths, do not count against it
          a works at a/s@abc as s                 | /x/       | SUBMODULE a/s A                           | and changes that a waiver allowed on its paths, do not count against it
          a works as s                            | ""        | ""                                        | A handoff that was valid before stays valid
          """)
  void later(String story, String stands, String words, String sentence) throws IOException {
    Semantics.assertSays(4, sentence);
    PlanStory told = told(story);
    List<String> waived = stands.equals("all") ? List.of() : List.of(stands);
    List<ExemptCommits> exempt =
        stands.isEmpty()
            ? List.of()
            : List.of(new ExemptCommits(told.oid("s"), List.of(told.oid("main")), waived));
    List<Violation> found =
        new RangeJudge(told.judging(), exempt)
            .judge(told.agent("a"), BRANCH, told.oid("a"), oids(told, "main"));
    assertThat(words(found)).isEqualTo(words);
  }

  /** Commits that are there no more are no part of it. */
  @Test
  void whatIsTrustedAndNotThereAnyMoreIsPassedOver() throws IOException {
    PlanStory told = told("a works");
    Oid missing = new Oid("f".repeat(40));
    RangeJudge judge =
        new RangeJudge(told.judging(), List.of(new ExemptCommits(missing, List.of(), List.of())));
    assertThat(
            judge.judge(told.agent("a"), BRANCH, told.oid("a"), List.of(told.oid("main"), missing)))
        .isEmpty();
  }

  /** An earlier handoff of one's own is what the range builds on where it is clean. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works; a hands off; a reopens; a works            | ""
          a works at x/f; a slips; a reopens; a works         | PATH_NOT_OWNED x/f A, FOREIGN_STATE x/f A
          a works; a hands off; a reopens; a works at x/f     | PATH_NOT_OWNED x/f A, FOREIGN_STATE x/f A
          """)
  void afterAnEarlierHandoff(String story, String words) throws IOException {
    PlanStory told = told(story);
    RangeJudge.Found found =
        told.plan()
            .rangeAnew(
                told.agent("a"), BRANCH, told.oid("a"), new PushBudget(told.policy().limits()));
    assertThat(words(found.violations())).isEqualTo(words);
  }
}
