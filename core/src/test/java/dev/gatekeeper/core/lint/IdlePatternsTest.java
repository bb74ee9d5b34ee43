package dev.gatekeeper.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.model.Ruling.Outcome;
import dev.gatekeeper.core.policy.AgentRules;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The patterns that can never matter. */
class IdlePatternsTest {

  @ParameterizedTest(name = "protected {0}, forbids {1}, owns {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-        | -          | /src/ !/src/gen/ /docs/           | -",
        "-        | -          | /src/a/ /src/                     | 1 3: what it matches is decided already by `/src/` in `owns`",
        "-        | -          | /src/ /src/a/                     | 2",
        "-        | -          | /src/ /src/                       | 1",
        "-        | -          | !/src/a/ /src/                    | 1",
        "-        | -          | /docs/ !/src/                     | 2: there is nothing to except",
        "-        | -          | /src/ !/src/a /src/a              | 2, 3",
        "-        | -          | *.md /a.md                        | 2",
        "-        | -          | a* b* [ab]*                       | 1, 2",
        "-        | /src/      | /src/ /docs/                      | 2: in `forbids`",
        "-        | /tools/    | /src/                             | -",
        "-        | secret/    | /src/                             | -",
        "-        | /a/ !/b/   | /b/                               | 2",
        "/x/      | -          | /x/y/ /z/                         | 2: in `protected`",
        "/x/ /x/y | -          | /z/                               | 2",
        "/x/      | /x/        | /z/                               | 2: in `protected`",
        "/x/ !/x/y| -          | /x/y /x/z                         | 4: in `protected`",
      })
  void areFound(String guarded, String forbids, String owns, String expected) {
    List<Finding> findings = findings(words(guarded), words(forbids), words(owns));
    List<String> wanted = expected == null ? List.of() : List.of(expected.split(", ", -1));
    assertThat(findings).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.size(); i++) {
      String[] parts = wanted.get(i).split(": ", 2);
      assertThat(findings.get(i).lines().get(0).line())
          .isEqualTo(Integer.parseInt(parts[0].split(" ", -1)[0]));
      assertThat(findings.get(i).message()).contains(parts.length > 1 ? parts[1] : "");
      assertThat(findings.get(i).severity()).isEqualTo(Finding.Severity.WARNING);
    }
  }

  @Test
  void agreeWithTryingAllShortPaths() {
    compare(120, 21);
  }

  @Test
  @Tag("slow")
  void agreeWithTryingAllShortPathsManyTimes() {
    compare(3_000, 22);
  }

  /** The paths that are tried have a name of every kind that the patterns tell apart. */
  private static void compare(int policies, long seed) {
    List<RepoPath> all = paths();
    Random random = new Random(seed);
    int idle = 0;
    int rules = 0;
    for (int i = 0; i < policies; i++) {
      List<List<String>> lists = List.of(list(random, 2), list(random, 3), list(random, 5));
      List<Integer> found =
          findings(lists.get(0), lists.get(1), lists.get(2)).stream()
              .map(finding -> finding.lines().get(0).line())
              .toList();
      assertThat(Set.copyOf(found)).as("%s", lists).isEqualTo(tried(lists, all));
      idle += found.size();
      rules += lists.stream().mapToInt(List::size).sum();
    }
    assertThat(idle).isBetween(rules / 10, rules * 2 / 3);
  }

  /** Takes out one pattern after the other where no answer becomes another by it. */
  private static Set<Integer> tried(List<List<String>> lists, List<RepoPath> all) {
    Set<Integer> idle = new HashSet<>();
    List<List<String>> alone = List.of(lists.get(0), List.of(), List.of());
    int line = 1;
    for (int list = 0; list < lists.size(); list++) {
      // What is protected is looked at by itself; of two lists the other stays as it is.
      List<List<String>> asked =
          new ArrayList<>(list == 0 ? alone : List.of(lists.get(0), lists.get(1), lists.get(2)));
      if (list == 2) {
        asked.set(1, without(lists.get(1), idle, lists.get(0).size()));
      }
      int at = 0;
      for (int i = 0; i < lists.get(list).size(); i++, line++) {
        List<String> shorter = new ArrayList<>(asked.get(list));
        shorter.remove(at);
        List<List<String>> changed = new ArrayList<>(asked);
        changed.set(list, shorter);
        if (answers(asked, all).equals(answers(changed, all))) {
          idle.add(line);
          asked = changed;
        } else {
          at++;
        }
      }
    }
    return idle;
  }

  private static List<String> without(List<String> list, Set<Integer> idle, int before) {
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      if (!idle.contains(before + i + 1)) {
        kept.add(list.get(i));
      }
    }
    return kept;
  }

  private static List<Outcome> answers(List<List<String>> lists, List<RepoPath> all) {
    AgentRules rules =
        new AgentRules(
            Policies.rules(Rule.List.PROTECTED, lists.get(0)),
            Policies.rules(Rule.List.FORBIDS, lists.get(1)),
            Policies.rules(Rule.List.OWNS, lists.get(2)),
            List.of());
    return all.stream().map(rules::outcome).toList();
  }

  private static List<Finding> findings(
      List<String> guarded, List<String> forbids, List<String> owns) {
    return IdlePatterns.findings(
        Policies.ruled(guarded, forbids, owns), LocalDate.EPOCH, new ProofBudget(1_000_000));
  }

  private static List<String> words(String text) {
    return text == null ? List.of() : Arrays.asList(text.strip().split(" +", -1));
  }

  private static List<String> list(Random random, int most) {
    List<String> segments = List.of("a", "b", "ab", "*", "?", "a*", "*b", "[ab]", "[!a]", "**");
    List<String> list = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      String mark = random.nextInt(3) == 0 ? "!" : "";
      String root = random.nextInt(3) > 0 ? "/" : "";
      String below =
          random.nextBoolean() ? "/" + segments.get(random.nextInt(segments.size())) : "";
      String first = segments.get(random.nextInt(segments.size()));
      list.add(mark + root + first + below + (random.nextInt(5) == 0 ? "/" : ""));
    }
    return list;
  }

  private static List<RepoPath> paths() {
    List<String> names = List.of("a", "b", "x", "ab", "aa", "bb", "xx");
    List<String> paths = new ArrayList<>(names);
    List<String> deepest = names;
    for (int depth = 2; depth <= 4; depth++) {
      deepest = deepest.stream().flatMap(path -> names.stream().map(n -> path + "/" + n)).toList();
      paths.addAll(deepest);
    }
    return Stream.concat(paths.stream(), Stream.of("x/x/x/x/x")).map(RepoPath::of).toList();
  }
}
