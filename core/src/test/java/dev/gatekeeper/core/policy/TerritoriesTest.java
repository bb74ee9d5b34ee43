package dev.gatekeeper.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.lint.Policies;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Territories.FileForFolder;
import dev.gatekeeper.core.policy.Territories.Meeting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the territories of two agents meet. */
class TerritoriesTest {
  private static final Comparator<RepoPath> BY_SIZE =
      Comparator.comparingInt(TerritoriesTest::segments).thenComparingInt(RepoPath::length);

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/src/ -/src/a/           | /src/a/            | none",
        "/src/                    | /src/a/            | src/a/x",
        "/src/ !/src/a/           | /src/a             | none",
        "/src/ !/src/a/ /src/a/b/ | /src/a/            | src/a/b/x",
        "config/                  | /tests/            | tests/config/x",
        "config/ -/tests/         | /tests/            | none",
        "config/ -tests/          | /a/tests/          | none",
        "/a.txt                   | /a/                | none",
        // one is a parent of the other
        "/a !/a/*                 | /a/b               | a above a/b",
        "/a/b                     | /*/b/c             | a/b/c",
        "/*  !/*/                 | /a/b               | none",
        "/?  !/?/*                | /ab/c              | none",
        // folders that are named like files
        "/**/*.py                 | /**/*.md           | .md/.py by an odd folder",
        "/src/x.py                | /src/**/*.md       | src/x.py/.md by an odd folder",
        "/src/x.py                | /src/x.py/docs/    | src/x.py/docs/x",
        "/src/My.Core             | /src/*/Api/        | src/My.Core/Api/x by an odd folder",
        "/src/My.Core/            | /src/*/Api/        | src/My.Core/Api/x",
        "/src/*.Core/*            | /src/*/Api         | src/.Core/Api",
        "/docs/v1.2               | /docs/*/api/       | docs/v1.2/api/x",
        "/.github                 | /*/x               | .github/x",
        "/*.py !/*.py/*           | /a.py/b            | a.py above a.py/b",
        "/*.py !/*.py/*           | /*/b               | .py above .py/b",
        "/src/**/*.py             | /src/**/*.py       | src/.py",
      })
  void tellsWhereTheyMeet(String one, String other, String expected) {
    assertThat(said(rules(one), rules(other))).isEqualTo(expected);
  }

  @Test
  void agreesWithTryingAllShortPaths() {
    compare(1_500, 11);
  }

  @Test
  @Tag("slow")
  void agreesWithTryingAllShortPathsManyTimes() {
    compare(10_000, 12);
  }

  private static void compare(int pairs, long seed) {
    Random random = new Random(seed);
    List<RepoPath> all = paths();
    int disjoint = 0;
    int odd = 0;
    int below = 0;
    for (int i = 0; i < pairs; i++) {
      String one = lists(random);
      String other = lists(random);
      Tried tried = new Tried(rules(one), rules(other), all);

      Optional<Meeting> proved =
          Territories.meeting(tried.one, tried.other, new ProofBudget(1_000_000));
      Optional<FileForFolder> file =
          Territories.fileForFolder(tried.one, tried.other, new ProofBudget(1_000_000));

      tried.check(one + " and " + other, proved);
      tried.checkFile(one + " and " + other, file);
      disjoint += proved.isEmpty() ? 1 : 0;
      odd += proved.isPresent() && proved.get().oddFolder() ? 1 : 0;
      below += proved.isEmpty() && file.isPresent() ? 1 : 0;
    }
    assertThat(disjoint).isBetween(pairs / 5, pairs * 4 / 5);
    assertThat(odd).isGreaterThan(pairs / 100);
    assertThat(below).isGreaterThan(pairs / 200);
  }

  /** Where two agents meet among some paths, each looked at by itself. */
  private static final class Tried {
    private final AgentRules one;
    private final AgentRules other;
    private final List<RepoPath> all;
    private final List<RepoPath> ones;
    private final List<RepoPath> others;
    private final List<PathPattern> patterns = new ArrayList<>();

    Tried(AgentRules one, AgentRules other, List<RepoPath> all) {
      this.one = one;
      this.other = other;
      this.all = all;
      this.ones = all.stream().filter(path -> one.outcome(path).allowed()).toList();
      this.others = all.stream().filter(path -> other.outcome(path).allowed()).toList();
      Stream.of(one, other)
          .flatMap(rules -> rules.lists().stream())
          .map(PatternList::patterns)
          .forEach(patterns::addAll);
    }

    void check(String pair, Optional<Meeting> proved) {
      Optional<Meeting> plain = first(false);
      Optional<Meeting> found = plain.isPresent() ? plain : first(true);
      assertThat(proved.isPresent() || found.isEmpty()).as("%s meet at %s", pair, found).isTrue();
      if (proved.isEmpty()) {
        return;
      }
      Meeting meeting = proved.get();
      assertThat(one.outcome(meeting.path()).allowed()).as("%s at %s", pair, meeting).isTrue();
      assertThat(other.outcome(meeting.path()).allowed()).as("%s at %s", pair, meeting).isTrue();
      assertThat(isOdd(meeting.path()))
          .as("%s at %s", pair, meeting)
          .isEqualTo(meeting.oddFolder());
      if (found.isEmpty() || (plain.isEmpty() && !meeting.oddFolder())) {
        // Trying must have missed it for a reason: it is longer than what was tried.
        assertThat(all).as(pair).doesNotContain(meeting.path());
      } else {
        assertThat(meeting.oddFolder()).as("%s at %s", pair, found).isEqualTo(plain.isEmpty());
        assertThat(BY_SIZE.compare(meeting.path(), found.get().path()))
            .as("%s: %s against %s", pair, meeting, found)
            .isLessThanOrEqualTo(0);
      }
    }

    void checkFile(String pair, Optional<FileForFolder> proved) {
      Optional<FileForFolder> found =
          others.stream()
              .filter(path -> !isOdd(path))
              .flatMap(
                  path ->
                      ones.stream()
                          .filter(parent -> isAbove(parent, path))
                          .map(parent -> new FileForFolder(parent, path)))
              .findFirst();
      assertThat(proved.isPresent() || found.isEmpty()).as("%s: %s", pair, found).isTrue();
      if (proved.isEmpty()) {
        return;
      }
      FileForFolder at = proved.get();
      assertThat(one.outcome(at.file()).allowed()).as("%s at %s", pair, at).isTrue();
      assertThat(other.outcome(at.below()).allowed()).as("%s at %s", pair, at).isTrue();
      assertThat(isAbove(at.file(), at.below()) && !isOdd(at.below()))
          .as("%s at %s", pair, at)
          .isTrue();
      if (found.isEmpty()) {
        assertThat(all).as(pair).doesNotContain(at.below());
      } else {
        assertThat(BY_SIZE.compare(at.below(), found.get().below()))
            .as("%s: %s against %s", pair, at, found)
            .isLessThanOrEqualTo(0);
      }
    }

    private Optional<Meeting> first(boolean odd) {
      return ones.stream()
          .filter(others::contains)
          .filter(path -> odd || !isOdd(path))
          .findFirst()
          .map(path -> new Meeting(path, odd));
    }

    private static boolean isAbove(RepoPath parent, RepoPath path) {
      return path.text().startsWith(parent.text() + "/");
    }

    /** Whether a folder is named by a pattern as a file is, and by none as a folder. */
    private boolean isOdd(RepoPath path) {
      List<String> names = List.of(path.text().split("/", -1));
      return names.subList(0, names.size() - 1).stream()
          .anyMatch(
              name ->
                  patterns.stream().anyMatch(p -> namesFile(p.toString(), name))
                      && patterns.stream().noneMatch(p -> namesFolder(p.toString(), name)));
    }

    private static boolean namesFile(String pattern, String name) {
      String last = pattern.substring(pattern.lastIndexOf('/') + 1).replaceFirst("^!", "");
      return last.matches(".+\\.[a-z*].*") && matches(last, name);
    }

    private static boolean namesFolder(String pattern, String name) {
      List<String> names = List.of(pattern.replaceFirst("^!", "").split("/", -1));
      return names.subList(0, names.size() - 1).stream()
          .anyMatch(folder -> folder.contains(".") && matches(folder, name));
    }

    private static boolean matches(String glob, String name) {
      return Policies.pattern("/" + glob).covers(RepoPath.of(name), true);
    }
  }

  private static String said(AgentRules one, AgentRules other) {
    ProofBudget proofBudget = new ProofBudget(1_000_000);
    return Territories.meeting(one, other, proofBudget)
        .map(at -> at.path().text() + (at.oddFolder() ? " by an odd folder" : ""))
        .or(
            () ->
                Territories.fileForFolder(one, other, proofBudget)
                    .map(at -> at.file() + " above " + at.below()))
        .orElse("none");
  }

  /**
   * Patterns parted by blanks, those of {@code forbids} behind a minus, of {@code protected} a #.
   */
  private static AgentRules rules(String text) {
    return new AgentRules(
        list(text, "#", Rule.List.PROTECTED),
        list(text, "-", Rule.List.FORBIDS),
        list(text, "", Rule.List.OWNS),
        List.of());
  }

  private static PathRules list(String text, String mark, Rule.List list) {
    return Policies.rules(
        list,
        Arrays.stream(text.strip().split(" +", -1))
            .filter(
                word -> mark.isEmpty() ? "#-".indexOf(word.charAt(0)) < 0 : word.startsWith(mark))
            .map(word -> word.substring(mark.length()))
            .toList());
  }

  private static String lists(Random random) {
    StringBuilder out = new StringBuilder("/").append(pattern(random));
    for (int i = random.nextInt(5); i > 0; i--) {
      String mark = List.of("", "", "-", "!", "!", "-!", "#").get(random.nextInt(7));
      out.append(' ').append(mark).append(random.nextInt(3) > 0 ? "/" : "").append(pattern(random));
    }
    return out.toString();
  }

  private static String pattern(Random random) {
    List<String> segments =
        List.of(
            "a", "b", "ab", "aa", "*", "?", "a*", "*b", "[ab]", "[!a]", "?b", "**", "*a*", "*.b",
            "a.b", "*.a", "x.b");
    StringBuilder out = new StringBuilder();
    for (int j = random.nextInt(3); j >= 0; j--) {
      out.append(segments.get(random.nextInt(segments.size()))).append(j > 0 ? "/" : "");
    }
    return out.append(random.nextInt(4) == 0 ? "/" : "").toString();
  }

  private static List<RepoPath> paths() {
    List<String> names = List.of("a", "b", "x", "aa", "ab", "ba", "bb", ".b", "a.b", "x.b", ".a");
    List<RepoPath> paths = new ArrayList<>();
    for (String one : names) {
      paths.add(RepoPath.of(one));
      for (String two : names) {
        paths.add(RepoPath.of(one + "/" + two));
        names.forEach(three -> paths.add(RepoPath.of(one + "/" + two + "/" + three)));
      }
    }
    paths.sort(BY_SIZE);
    return paths;
  }

  private static int segments(RepoPath path) {
    return (int) path.text().chars().filter(c -> c == '/').count() + 1;
  }
}
