package dev.gatekeeper.core.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.model.RepoPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether two lists meet, with the shortest path where they do. */
class OverlapTest {
  private static final String NONE = "none";

  @ParameterizedTest(name = "branches {0} and {1} meet at {2}")
  @CsvSource({
    "agent-1, agent-2, none",
    "agent-1, agent-*, agent-1",
    "agent-1, agent-1/**, none",
    "agent-1/**, **/agent-2, agent-1/agent-2",
    "agent-*, *-1, agent-1",
    "a*, b*, none",
    "a*, *b, ab",
    "ab*, *bc, abc",
    "**, *, x",
    "feature/** !feature/a, feature/a, none",
    "feature/** !feature/a, feature/[ab], feature/b",
    "a*, *.lock, none",
    "a*/x, *.lock/*, none",
    "?, .*, none",
    "*, [~^:?\\*[\\\\], none",
    "*, a., none",
    "**, a./*, a./x",
    "*, *@{*, none",
    "*, *..*, none",
    "a?b, *, axb",
    "a?b !axb, *, ayb",
    "/?, /[!a-zA-Z0-9], _",
    "? ![!q], *, q",
    "? ![!q] !q, *, none",
    "agent-1/, **, none"
  })
  void branches(String one, String other, String witness) {
    assertThat(text(Overlap.ofBranches(patterns(one), patterns(other), proofBudget())))
        .isEqualTo(witness);
    assertThat(text(Overlap.ofBranches(patterns(other), patterns(one), proofBudget())))
        .isEqualTo(witness);
  }

  @ParameterizedTest(name = "paths {0} and {1} meet at {2}")
  @CsvSource({
    "/src/, /tests/, none",
    "/src/, *.py, src/.py",
    "/src/bootstrap/monitoring/, /src/bootstrap/**, src/bootstrap/monitoring/x",
    "/src/ !/src/a/, /src/a/, none",
    "/src/ !/src/a/, /src/a/b, none",
    "/src/ !/src/a/, /src/a, none",
    "/src/ !/src/a/ /src/a/b, /src/a/, src/a/b",
    "/src/a, /src/a/, src/a/x",
    "/.git*, /.gi?, none",
    "/.git*, /.gi??, .gitx",
    "/??, /.*, .x",
    "*, /[![:print:][:cntrl:]], none",
    "*, /[![:print:][:cntrl:]]?, \"\\302\\200\"",
    "/é*, /?\u00a9, none",
    "/é*, /??x, \"\\303\\251x\"",
    "/a/**/b/, /**/c, a/b/c",
    "/a/**/b !b/, *, none"
  })
  void paths(String one, String other, String witness) {
    PatternList first = new PatternList(patterns(one), Matching.GRANTING);
    PatternList second = new PatternList(patterns(other), Matching.GRANTING);

    assertThat(text(Overlap.of(first, second, NameRules.PATHS, proofBudget()))).isEqualTo(witness);
    assertThat(text(Overlap.of(second, first, NameRules.PATHS, proofBudget()))).isEqualTo(witness);
  }

  @ParameterizedTest
  @EnumSource(Matching.class)
  void agreesWithTryingAllShortPaths(Matching matching) {
    NameRules rules = matching == Matching.WHOLE_NAMES ? NameRules.BRANCHES : NameRules.PATHS;
    List<RepoPath> candidates = shortPaths();
    Random random = new Random(matching.name().hashCode());
    int pairs = 2_000;
    int meeting = 0;
    for (int i = 0; i < pairs; i++) {
      PatternList one = new PatternList(smallPatterns(random), matching);
      PatternList other = new PatternList(smallPatterns(random), matching);
      Optional<RepoPath> tried =
          candidates.stream().filter(path -> one.matches(path) && other.matches(path)).findFirst();

      Optional<RepoPath> proved = Overlap.of(one, other, rules, proofBudget());

      String pair = one + " and " + other;
      assertThat(proved.isPresent() || tried.isEmpty()).as("%s at %s", pair, tried).isTrue();
      proved.ifPresent(path -> assertThat(one.matches(path) && other.matches(path)).isTrue());
      if (tried.isPresent()) {
        assertThat(BY_SIZE.compare(proved.orElseThrow(), tried.orElseThrow()))
            .as("%s: %s against %s", pair, proved, tried)
            .isLessThanOrEqualTo(0);
        meeting++;
      } else if (proved.isPresent()) {
        // Trying must have missed it for a reason: it is longer than what was tried.
        RepoPath path = proved.orElseThrow();
        assertThat(candidates).as(pair).doesNotContain(path);
      }
    }
    assertThat(meeting).isBetween(pairs / 5, pairs * 4 / 5);
  }

  @Test
  void aParentOfOneIsAPathOfTheOther() {
    PatternList file = new PatternList(patterns("/a/b !/a/b/*"), Matching.GRANTING);
    PatternList below = new PatternList(patterns("/*/b/c"), Matching.GRANTING);
    PathMachine<List<Boolean>> both =
        new PathMachine<>(List.of(file, below), d -> List.of(file.says(d[0]), below.says(d[1])));
    PathSearch<List<Boolean>> search = new PathSearch<>(both, NameRules.PATHS);

    assertThat(search.first(answer -> answer.get(0) && answer.get(1))).isEmpty();
    assertThat(search.firstBelow(answer -> answer.get(0), answer -> answer.get(1)))
        .contains(new PathSearch.Below(RepoPath.of("a/b"), RepoPath.of("a/b/c")));
    assertThat(search.firstBelow(answer -> answer.get(1), answer -> answer.get(0))).isEmpty();
  }

  @Test
  void everyAnswerThatThereIs() {
    List<PatternList> lists =
        List.of(
            new PatternList(patterns("/a/"), Matching.GRANTING),
            new PatternList(patterns("*.md"), Matching.GRANTING));
    PathMachine<List<Boolean>> machine =
        new PathMachine<>(
            lists, d -> IntStream.range(0, 2).mapToObj(i -> lists.get(i).says(d[i])).toList());

    assertThat(new PathSearch<>(machine, NameRules.PATHS).all())
        .isEqualTo(
            Map.of(
                List.of(false, false), RepoPath.of("a"),
                List.of(false, true), RepoPath.of(".md"),
                List.of(true, false), RepoPath.of("a/x"),
                List.of(true, true), RepoPath.of("a/.md")));
  }

  @Test
  void whatTellsTooMuchApartIsAnErrorThatNamesIt() {
    StringBuilder many = new StringBuilder();
    for (char c = 'a'; c <= 'z'; c++) {
      many.append(" *").append(c).append(c).append("*");
    }
    List<PathPattern> patterns = patterns(many.substring(1));

    assertThatExceptionOfType(ProofBudget.TooComplex.class)
        .isThrownBy(() -> Overlap.ofBranches(patterns, patterns("/nowhere !*"), proofBudget()))
        .withMessageContaining("`*aa*`");
  }

  @Test
  void manyLiteralsAreNoTrouble() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      many.append(" /src/mod").append(i).append("/");
    }
    PatternList one = new PatternList(patterns(many.substring(1)), Matching.GRANTING);

    assertThat(text(Overlap.of(one, list("/lib/*.c"), NameRules.PATHS, proofBudget())))
        .isEqualTo(NONE);
    assertThat(text(Overlap.of(one, list("mod9999/"), NameRules.PATHS, proofBudget())))
        .isEqualTo("src/mod9999/x");
  }

  private static final Comparator<RepoPath> BY_SIZE =
      Comparator.comparingInt(OverlapTest::segments).thenComparingInt(RepoPath::length);

  private static int segments(RepoPath path) {
    return (int) path.text().chars().filter(c -> c == '/').count() + 1;
  }

  private static List<RepoPath> shortPaths() {
    List<String> names = List.of("a", "b", "x", "aa", "ab", "ba", "bb");
    List<RepoPath> out = new ArrayList<>();
    for (String one : names) {
      out.add(RepoPath.of(one));
      for (String two : names) {
        out.add(RepoPath.of(one + "/" + two));
        for (String three : names) {
          out.add(RepoPath.of(one + "/" + two + "/" + three));
        }
      }
    }
    out.sort(BY_SIZE);
    return out;
  }

  private static List<PathPattern> smallPatterns(Random random) {
    List<String> segments =
        List.of("a", "b", "ab", "aa", "*", "?", "a*", "*b", "[ab]", "[!a]", "?b", "**", "*a*");
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      out.append(random.nextInt(3) == 0 ? " !" : " ").append(random.nextInt(3) > 0 ? "/" : "");
      for (int j = random.nextInt(3); j >= 0; j--) {
        out.append(segments.get(random.nextInt(segments.size()))).append(j > 0 ? "/" : "");
      }
      out.append(random.nextInt(5) == 0 ? "/" : "");
    }
    return patterns(out.substring(1));
  }

  private static PatternList list(String texts) {
    return new PatternList(patterns(texts), Matching.GRANTING);
  }

  /** Patterns without spaces, parted by one. */
  private static List<PathPattern> patterns(String texts) {
    List<PathPattern> out = new ArrayList<>();
    for (String text : texts.split(" ", -1)) {
      try {
        out.add(PathPattern.parse(text));
      } catch (PathPattern.BadPattern e) {
        throw new IllegalArgumentException(text, e);
      }
    }
    return out;
  }

  private static String text(Optional<RepoPath> witness) {
    return witness.map(RepoPath::quoted).orElse(NONE);
  }

  private static ProofBudget proofBudget() {
    return new ProofBudget(8_000_000);
  }
}
