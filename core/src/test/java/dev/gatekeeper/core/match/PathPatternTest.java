package dev.gatekeeper.core.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.model.RepoPath;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/semantics.md, section 2: what one pattern matches, and what is no pattern. */
@Tag("bytes")
class PathPatternTest {

  static Stream<Arguments> patterns() {
    return Stream.of(
        arguments("a", List.of("a", "x/a", "a/x", "x/a/y"), List.of("b", "ab", "A", "x/ab")),
        arguments("/a", List.of("a", "a/x/y"), List.of("x/a", "ab")),
        arguments("a/b", List.of("a/b", "a/b/c"), List.of("x/a/b", "a", "a/c", "a/bc")),
        arguments("a/", List.of("a/x", "x/a/y"), List.of("a", "x/a")),
        arguments("/a/b/", List.of("a/b/c"), List.of("a/b", "x/a/b/c", "a/bc/d")),
        arguments("*", List.of("a", "a/b", ".x", "a\nb"), List.of()),
        arguments("/*", List.of("a", "a/b"), List.of()),
        arguments("/*/b", List.of("a/b", "a/b/c"), List.of("b", "a/c", "a/c/b")),
        arguments("*.py", List.of(".py", "a.py", "d/a.py", "d.py/x"), List.of("a.pyc", "py")),
        arguments(
            "a*c", List.of("ac", "abc", "abcc", "a/b".replace("/", "") + "c"), List.of("a/c")),
        arguments("a*b*c", List.of("abc", "axbbxcxc", "aabbcc"), List.of("acb", "abcd", "ac")),
        arguments("/a?c", List.of("abc", "a\nc"), List.of("ac", "a/c", "abbc", "aéc")),
        arguments("/a??c", List.of("aéc"), List.of("abc")),
        arguments("**", List.of("a", "a/b"), List.of()),
        arguments("/**", List.of("a", "a/b"), List.of()),
        arguments("**/", List.of("a/b", "a/b/c"), List.of("a")),
        arguments("**/a", List.of("a", "x/a", "x/y/a/z"), List.of("xa")),
        arguments("a/**", List.of("a/b", "a/b/c"), List.of("a", "x/a/b")),
        arguments("a/**/", List.of("a/b/c"), List.of("a", "a/b")),
        arguments("a/**/b", List.of("a/b", "a/x/b", "a/x/y/b/z"), List.of("a", "ab", "x/a/b")),
        arguments("a/**/**/b", List.of("a/b", "a/x/y/b"), List.of("a", "a/x")),
        arguments("/src/**/*.py", List.of("src/a.py", "src/x/y/a.py"), List.of("src/a.c", "a.py")),
        arguments("secret/**", List.of("secret/a\nb"), List.of("secret")),
        arguments("[abc]", List.of("a", "x/b"), List.of("d", "ab")),
        arguments("[a-c-e]", List.of("b", "-", "e"), List.of("d")),
        arguments("[!a-c]", List.of("d", "-", "!"), List.of("a", "é")),
        arguments("[^a-c]", List.of("d", "^"), List.of("b")),
        arguments("[]-a]", List.of("]", "^", "a"), List.of("b", "-")),
        arguments("[!]a]", List.of("b"), List.of("]", "a")),
        arguments("[a-]", List.of("a", "-"), List.of("b")),
        arguments("[[:alpha:]_-]", List.of("q", "Q", "_", "-"), List.of("1", "[", ":")),
        arguments("[[:a]", List.of("[", ":", "a"), List.of("l")),
        arguments("[[:]", List.of("[", ":"), List.of("a")),
        arguments("x[[:space:]]y", List.of("x y", "x\ty", "x\ny", "x\ry"), List.of("x\u000by")),
        arguments("a[.-0]b", List.of("a.b", "a0b"), List.of("a/b", "a-b")),
        arguments("[\\]\\-x]", List.of("]", "-", "x"), List.of("\\", "^")),
        arguments("\\*", List.of("*"), List.of("a", "**")),
        arguments("\\!a", List.of("!a"), List.of("a")),
        arguments("\\#a", List.of("#a"), List.of("a")),
        arguments("a\\ ", List.of("a "), List.of("a", "a\\ ")),
        arguments("\\a\\\\b", List.of("a\\b"), List.of("ab")),
        arguments("a b", List.of("a b", "x/a b/c"), List.of("a")),
        arguments("/é*", List.of("é", "éa/x"), List.of("e")),
        arguments(".github/", List.of(".github/x"), List.of(".github", ".git/x")),
        arguments("!!a", List.of("!a"), List.of("a")),
        arguments("!#a", List.of("#a"), List.of("a")));
  }

  @ParameterizedTest(name = "{0} matches {1} and not {2}")
  @MethodSource("patterns")
  void matchesWhatGitMatches(String text, List<String> matching, List<String> other)
      throws BadPattern {
    PathPattern pattern = PathPattern.parse(text);

    assertThat(matching).allMatch(path -> pattern.covers(RepoPath.of(path), false));
    assertThat(other).noneMatch(path -> pattern.covers(RepoPath.of(path), false));
  }

  @ParameterizedTest(name = "{0}: an entry in the place of directory {1} is matched: {2}")
  @CsvSource({
    "tools/, tools, true",
    "tools/, x/tools, true",
    "/tools/, x/tools, false",
    "a/**/, a/b, true",
    "a/**/, a, false",
    "a/b/, a, false",
    "**/, a, true",
    "/x*/, xy, true"
  })
  void coversTheEntryOfADirectorysName(String text, String path, boolean covered)
      throws BadPattern {
    PathPattern pattern = PathPattern.parse(text);

    assertThat(pattern.covers(RepoPath.of(path), true)).isEqualTo(covered);
    assertThat(pattern.covers(RepoPath.of(path), false)).isFalse();
  }

  @ParameterizedTest(name = "branch pattern {0} matches {1}: {2}")
  @CsvSource({
    "agent-1, agent-1, true",
    "agent-1, agent-1/x, false",
    "agent-1, x/agent-1, false",
    "/agent-1, agent-1, true",
    "agent-1/**, agent-1, false",
    "agent-1/**, agent-1/x/y, true",
    "agent-1/*, agent-1/x/y, false",
    "**/x, x, true",
    "**/x, a/b/x, true",
    "**, a/b, true",
    "agent-?, agent-2, true",
    "agent-1/, agent-1, false",
    "!agent-1, agent-1, true"
  })
  void matchesBranchesByTheirWholeName(String text, String name, boolean matched)
      throws BadPattern {
    assertThat(PathPattern.parse(text).matchesWhole(RepoPath.of(name))).isEqualTo(matched);
  }

  static Stream<Arguments> badPatterns() {
    return Stream.of(
        arguments("", 0, "empty pattern"),
        arguments("/", 0, "write `*` for all"),
        arguments("!/", 1, "write `*` for all"),
        arguments("!", 0, "nothing does"),
        arguments("#a", 0, "write `\\#a`"),
        arguments("a ", 1, "write `\\ `"),
        arguments("a\\\\  ", 3, "trailing space"),
        arguments("a\nb", 1, "one line"),
        arguments("a\tb", 1, "one line"),
        arguments("a\u0000", 1, "one line"),
        arguments("a\ud800b", 1, "surrogate"),
        arguments("a//b", 2, "write `a/b`"),
        arguments("//a", 1, "write `/a`"),
        arguments("a//", 2, "write `a/`"),
        arguments("./a", 0, "no segment `.`"),
        arguments("a/../b", 2, "no segment `..`"),
        arguments("/..", 1, "no segment `..`"),
        arguments("a/.", 2, "no segment `.`"),
        arguments("[.]", 0, "no segment `[.]`"),
        arguments(".git/x", 0, "git's own"),
        arguments("x/.GiT", 2, "git's own"),
        arguments(".gi[t]", 0, "git's own"),
        arguments("a[b", 1, "`\\[` for a bracket"),
        arguments("a[b/c", 1, "not closed"),
        arguments("a[[:alpha:]", 1, "not closed"),
        arguments("a[b/c]", 3, "never matches `/`"),
        arguments("[+-/]", 3, "never matches `/`"),
        arguments("a[]", 1, "empty class"),
        arguments("a[!]b", 1, "empty class"),
        arguments("[z-a]", 1, "write `a-z`"),
        arguments("[xb-a-c]", 2, "write `a-b`"),
        arguments("[aé]", 2, "`é` is several"),
        arguments("[a-é]", 3, "`é` is several"),
        arguments("[[:letter:]]", 1, "write one of alnum, alpha"),
        arguments("[[::]]", 1, "no class `[::]`"),
        arguments("a\\", 1, "write `\\\\`"),
        arguments("[a\\", 2, "write `\\\\`"),
        arguments("a\\/b", 1, "write `/`"),
        arguments("src/**.py", 4, "write `src/**/*.py`"),
        arguments("src/a**", 5, "write `src/a*`"),
        arguments("a**b/c", 1, "write `a*b/c`"),
        arguments("a/***/b", 2, "write `a/**/b`"),
        arguments("***", 0, "write `**`"));
  }

  @ParameterizedTest(name = "{0} is refused at {1}: {2}")
  @MethodSource("badPatterns")
  void refusesWhatCouldNeverMatchAsMeant(String text, int offset, String message) {
    BadPattern bad = catchThrowableOfType(BadPattern.class, () -> PathPattern.parse(text));

    assertThat(bad).as("`%s` is refused", text).isNotNull().hasMessageContaining(message);
    assertThat(bad.offset()).isEqualTo(offset);
  }

  @Test
  @DisplayName("in a list the last pattern that matches decides, below a matched folder too")
  void theLastDecides() throws BadPattern {
    PatternList list = list(Matching.GRANTING, "/a/", "!/a/b/", "/a/b/c");

    assertThat(list.deciding(RepoPath.of("a/x"))).isEqualTo(0);
    assertThat(list.deciding(RepoPath.of("a/b/x"))).isEqualTo(1);
    assertThat(list.deciding(RepoPath.of("a/b/c"))).isEqualTo(2);
    assertThat(list.deciding(RepoPath.of("b"))).isEqualTo(PatternList.NONE);
    assertThat(list.matches(RepoPath.of("a/b/x"))).isFalse();
    assertThat(list.matches(RepoPath.of("a/b/c"))).isTrue();
  }

  @Test
  @DisplayName("an entry in a directory's place is refused, never granted")
  void anEntryInADirectorysPlace() throws BadPattern {
    RepoPath entry = RepoPath.of("a/b");

    assertThat(list(Matching.REFUSING, "/a/b/").matches(entry)).isTrue();
    assertThat(list(Matching.GRANTING, "/a/b/").matches(entry)).isFalse();
    assertThat(list(Matching.GRANTING, "/a/", "!/a/b/").matches(entry)).isFalse();
  }

  private static PatternList list(Matching matching, String... texts) throws BadPattern {
    List<PathPattern> patterns = new java.util.ArrayList<>();
    for (String text : texts) {
      patterns.add(PathPattern.parse(text));
    }
    return new PatternList(patterns, matching);
  }
}
