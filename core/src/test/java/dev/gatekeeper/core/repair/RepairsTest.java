package dev.gatekeeper.core.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.FakeHistory;
import dev.gatekeeper.core.fixture.PlanStory;
import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.history.CommitReport;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How a push of agent a, who owns {@code /a/}, is mended that was refused for its paths
 * (docs/interfaces.md, "The `fix:` command"): what the line for {@code sh} lets stand elsewhere, or
 * words. The commits of {@code a} beyond {@code main} are new, or beyond {@code old}.
 */
class RepairsTest {
  private static final Pattern ROW =
      Pattern.compile("(\\d+) ([0-9a-f]{40}|%040d)\\\\t(.*?)\\\\000");

  private static PlanStory told(String story) throws IOException {
    return PlanStory.of(
        "main works at f=1 g=1 a/f=one a/g=two; " + story, new PolicyBuilder().plan("a b").build());
  }

  private static List<Repair> repairs(PlanStory told, List<Violation> ofRef) throws IOException {
    FakeHistory history = told.history();
    RefName ref = RefName.branch("a");
    boolean isCreation = history.tip(RefName.branch("old")).isZero();
    Oid before = isCreation ? Oid.ZERO : told.oid("old");
    RefUpdate update = new RefUpdate(ref, before, told.oid("a"));
    Set<Oid> known = new LinkedHashSet<>(List.of(told.oid("main")));
    if (!isCreation) {
      known.add(before);
    }
    Permission own = told.judging().permission(told.agent("a").id());
    CommitReport report = new CommitReport(ref, own);
    history.judge(told.oid("a"), known, own, Policy.Contents.DEFAULT, report);
    return new Repairs(update, known, own, told.judging(), List::of).of(ofRef, report.violations());
  }

  /** The edits of a line, or its words. */
  private static String words(List<Repair> repairs) {
    List<String> found = new ArrayList<>();
    for (Repair repair : repairs) {
      if (!repair.isCommand()) {
        found.add(repair.command());
        continue;
      }
      Set<String> edits = new TreeSet<>();
      Matcher row = ROW.matcher(repair.command());
      while (row.find()) {
        edits.add((row.group(1).equals("0") ? "-" : "+") + row.group(3));
      }
      found.add("command " + String.join(" ", edits));
      repair.told().stream().filter(t -> t.contains("goes back")).forEach(found::add);
    }
    return String.join("; ", found);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a works at a/f f=2                               | command +f
          a works at a/f x/f=2                             | command -x/f
          a works at a/f -f                                | command +f
          a works at a/f f=2 g=2 x/f=2                     | command +f +g -x/f
          a works at f=2; a works at f=1 a/f               | command
          a works at f=2                                   | these commits change only paths that you may not change
          a works at a/f; a works at -a/g x/g=two          | command +a/g -x/g; x/g goes back to a/g
          a works at a/f a/g=three; a works at a/f x/g=two  | command -x/g
          a works at a/f; a works at a/s@abc               | command -a/s
          a works at a/f b/l->f a/l->../f                  | command -b/l
          a works at a/f x/1 x/2 x/3 x/4 x/5 x/6 x/7 x/8 x/9 x/10 x/11 x/12 x/13 x/14 x/15 x/16 x/17 x/18 x/19 x/20 x/21 | more than 20 paths would have to go back; make your own change again
          a works at a/f -f f/x=1                          | command +f -f/x
          a works on main,root at a/f f=2                  | command +f
          old works at a/h; a works on old at a/f f=2      | command +f
          """)
  void paths(String story, String repaired) throws IOException {
    assertThat(words(repairs(told(story), List.of()))).startsWith(repaired);
  }

  @Test
  void thereIsNothingToMendWhereNothingIsRefusedOrSomethingElseIs() throws IOException {
    assertThat(repairs(told("a works"), List.of())).isEmpty();
    Violation stopped = new Violation.OfRef(Code.STOPPED, RefName.branch("a"), "no", "wait");
    assertThat(repairs(told("a works at f=2"), List.of(stopped))).isEmpty();
    PlanStory told = told("old works; a works on root at a/f f=2");
    assertThat(repairs(told, List.of(stopped))).isEmpty();
  }

  /**
   * What takes back a commit that was amended goes on from it; another's work is not guessed at.
   */
  @ParameterizedTest(name = "{0}, same author {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          old works at a/h; a works on main at a/h           | true  | command
          old works at a/h; a works on main at a/h f=2       | true  | command +f
          old works at a/h; a works on main at a/h           | false | ""
          old works at a/h; a works on main at a/i           | true  | ""
          old works at a/h; a works on root at a/h           | true  | ""
          """)
  void amended(String story, boolean sameAuthor, String repaired) throws IOException {
    PlanStory told = told(story);
    if (sameAuthor) {
      told.history().author(told.oid("old"), "A 1");
      told.history().author(told.oid("a"), "A 1");
    }
    Violation backwards =
        new Violation.OfRef(Code.NON_FAST_FORWARD, RefName.branch("a"), "no", "merge");
    assertThat(words(repairs(told, List.of(backwards))).strip()).isEqualTo(repaired);
  }

  @Test
  void workIsMadeAnewWhereItStarts() {
    Oid one = new Oid("1".repeat(40));
    Oid two = new Oid("2".repeat(40));
    assertThat(Repairs.anew(List.of(one, two), two))
        .startsWith("`git checkout --detach " + one + "`, `git merge " + two + "`, ")
        .contains("git checkout " + two + " -- PATH");
  }
}
