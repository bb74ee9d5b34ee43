package dev.gatekeeper.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.PolicyBuilder;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.match.PathState;
import dev.gatekeeper.core.match.SpecialFile;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.model.Ruling.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What some system takes a path for counts where permission is taken away, and nowhere else
 * (docs/semantics.md, sections 2 and 3), whichever way the question is asked.
 */
class SeenPathTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 7, 1);

  private static final PathRules PROTECTED =
      rules(
          Rule.List.PROTECTED,
          ".gitattributes",
          ".gitmodules",
          "!.GitAttributes",
          "/ci/",
          "/gatekeeper.yml");
  private static final PathRules FORBIDS =
      rules(Rule.List.FORBIDS, "tests/", "!/src/tests./", "/src/*.key", "/src/deep/x");
  private static final PathRules OWNS =
      rules(
          Rule.List.OWNS,
          "/src/",
          "/.Gitattributes",
          "/ci./",
          "/GATEKEEPER.YML",
          "/own",
          "/tests./");
  private static final List<PathRules> WAIVERS =
      List.of(rules(Rule.List.WAIVERS, "/src/tests/waived", "/.GITMODULES"));

  private static final AgentRules RULES = new AgentRules(PROTECTED, FORBIDS, OWNS, WAIVERS);
  private static final Permission PERMISSION =
      new Permission.AgentPermission(RULES, new Permission.Owners(policy(), TODAY));

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "src/a, OWNED",
    "src/.gitattributes, PROTECTED",
    "src/.GitAttributes, PROTECTED",
    "src/.GITATTRIBUTES, PROTECTED",
    "src/.gitattri\u200cbutes, PROTECTED",
    "src/\ufeff.gitattributes, PROTECTED",
    "src/GITATT~1, PROTECTED",
    "src/gitatt~4, PROTECTED",
    "src/gitatt~5, OWNED",
    "src/gi7d29~1, PROTECTED",
    "src/GI7D29~9, PROTECTED",
    "src/gi7d2~10, PROTECTED",
    "src/gi7d29~0, OWNED",
    "src/'.gitattributes ', PROTECTED",
    "src/.gitattributes..., PROTECTED",
    "src/.gitattributes::$DATA, PROTECTED",
    "src/.gitattribute\u017f, PROTECTED",
    "src/.gitattributesx, OWNED",
    "src/gitattributes, OWNED",
    ".Gitattributes, PROTECTED",
    "src/.gitModules, PROTECTED",
    "src/gitmod~1, PROTECTED",
    "src/GI7EBA~1, PROTECTED",
    ".GITMODULES, PROTECTED",
    "GATEKEEPER.YML, PROTECTED",
    "gatekeeper.yml., PROTECTED",
    "GATEKE~1.YML, PROTECTED",
    "GA12EF~1.YML, PROTECTED",
    "ci./x, PROTECTED",
    "src/tests/x, FORBIDDEN",
    "src/tests./x, FORBIDDEN",
    "src/tests, FORBIDDEN",
    "src/tests., FORBIDDEN",
    "'src/tests /x', FORBIDDEN",
    "src/tests:s/x, FORBIDDEN",
    "src/tests::$INDEX_ALLOCATION/x, FORBIDDEN",
    "src/Tests/x, OWNED",
    "src/Tests./x, OWNED",
    "src/testsx./x, OWNED",
    "tests./x, FORBIDDEN",
    "src/a.key, FORBIDDEN",
    "'src/a.key. .', FORBIDDEN",
    "src/a.KEY, OWNED",
    "src/deep/x, FORBIDDEN",
    "src/deep./x, FORBIDDEN",
    "src/deep./x., FORBIDDEN",
    "src/deep/x./y, FORBIDDEN",
    "src/.../x, OWNED",
    "src/:x, OWNED",
    "src/tests/waived, WAIVED",
    "src/tests./waived, FORBIDDEN",
    "own, OWNED",
    "own., NOT_OWNED",
    "src./a, NOT_OWNED"
  })
  void whatASystemTakesAPathForCountsWherePermissionIsTaken(String path, Outcome outcome) {
    String text = path.replace("'", "");
    for (Map.Entry<String, Outcome> answer : answers(RepoPath.of(text)).entrySet()) {
      assertThat(answer.getValue()).as("%s of %s", answer.getKey(), text).isEqualTo(outcome);
    }
  }

  /** Every way to ask. */
  private static Map<String, Outcome> answers(RepoPath path) {
    PathState<Outcome> folder = PERMISSION.start();
    byte[] bytes = path.bytes();
    int from = 0;
    for (int to = 0; to < bytes.length; to++) {
      if (bytes[to] == '/') {
        folder = PERMISSION.enter(folder, bytes, from, to - from);
        from = to + 1;
      }
    }
    return Map.of(
        "the scan", RULES.outcome(path),
        "the explanation", PERMISSION.explain(path).outcome(),
        "the machine", PERMISSION.outcome(path),
        "the walk", PERMISSION.outcome(folder, bytes, from, bytes.length - from));
  }

  @Test
  void everyWayToAskAnswersAsThePlainReadingDoes() {
    Random random = new Random(20260701);
    List<String> parts =
        List.of(
            "src",
            "tests",
            "deep",
            "ci",
            "x",
            "own",
            ".gitattributes",
            ".GITattributes",
            "gitatt",
            "gi7d29",
            "gi7eba",
            ".gitmodules",
            "gitmod",
            "~1",
            "~7",
            "~12",
            ".",
            " ",
            ":",
            "::$DATA",
            "\u200c",
            "\ufeff",
            ".key",
            "a",
            "gatekeeper.yml",
            "GATEKE",
            ".yml",
            "\u017f",
            "waived",
            "\u0001\u00ff");
    Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
    for (int n = 0; n < 200_000; n++) {
      StringBuilder text = new StringBuilder(random.nextInt(3) > 0 ? "src" : pick(parts, random));
      for (int segments = random.nextInt(4); segments > 0; segments--) {
        text.append(random.nextInt(6) == 0 ? pick(parts, random) : "").append('/');
        for (int pieces = 1 + random.nextInt(2); pieces > 0; pieces--) {
          text.append(pick(parts, random));
        }
      }
      RepoPath path = RepoPath.of(text.toString());
      Outcome expected = plainReading(text.toString());
      for (Map.Entry<String, Outcome> answer : answers(path).entrySet()) {
        assertThat(answer.getValue()).as("%s of `%s`", answer.getKey(), text).isEqualTo(expected);
      }
      seen.merge(expected, 1, Integer::sum);
    }
    assertThat(seen).containsOnlyKeys(Outcome.values());
  }

  private static String pick(List<String> parts, Random random) {
    return parts.get(random.nextInt(parts.size()));
  }

  /** Sections 2 and 3 by the book, with regular expressions. */
  private static Outcome plainReading(String path) {
    String seen =
        String.join(
            "/", Arrays.stream(path.split("/", -1)).map(SeenPathTest::plainlySeen).toList());
    if (says(PROTECTED, path, true) || says(PROTECTED, seen, true)) {
      return Outcome.PROTECTED;
    }
    if (says(WAIVERS.get(0), path, false)) {
      return Outcome.WAIVED;
    }
    if (says(FORBIDS, path, true) || says(FORBIDS, seen, true)) {
      return Outcome.FORBIDDEN;
    }
    return says(OWNS, path, false) ? Outcome.OWNED : Outcome.NOT_OWNED;
  }

  private static boolean says(PathRules rules, String path, boolean refuses) {
    boolean says = false;
    for (PathPattern pattern : rules.patterns()) {
      if (pattern.covers(RepoPath.of(path), refuses || pattern.negated())) {
        says = !pattern.negated();
      }
    }
    return says;
  }

  private static String plainlySeen(String name) {
    String tail = "[. ]*(:.*)?";
    String onMac =
        name.replaceAll("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]", "")
            .replace('\u017f', 's')
            .toLowerCase(Locale.ROOT);
    for (String[] known :
        List.of(
            new String[] {
              ".gitattributes",
              "gitatt~[1-4]|gi7d29~[1-9]|gi7d2~[1-9]\\d|gi7d~[1-9]\\d{2}|gi7~[1-9]\\d{3}"
                  + "|gi~[1-9]\\d{4}|g~[1-9]\\d{5}|~[1-9]\\d{6}"
            },
            new String[] {
              ".gitmodules",
              "gitmod~[1-4]|gi7eba~[1-9]|gi7eb~[1-9]\\d|gi7e~[1-9]\\d{2}|gi7~[1-9]\\d{3}"
                  + "|gi~[1-9]\\d{4}|g~[1-9]\\d{5}|~[1-9]\\d{6}"
            },
            new String[] {"gatekeeper.yml", "gateke~[1-4]\\.yml|ga[0-9a-f]{4}~[1-9]\\.yml"})) {
      String onWindows = "(" + Pattern.quote(known[0]) + "|" + known[1] + ")" + tail;
      boolean isSeen =
          Pattern.compile(onWindows, Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
              .matcher(name)
              .matches();
      if (isSeen || onMac.equals(known[0])) {
        return known[0];
      }
    }
    String stripped = name.replaceFirst("(?s):.*", "").replaceFirst("[. ]+$", "");
    return stripped.isEmpty() ? name : stripped;
  }

  @Test
  void noExceptionOfAnotherSpellingOpensIt() {
    // ... where the name itself is excepted, so is what a system takes for it
    AgentRules rules =
        new AgentRules(
            rules(
                Rule.List.PROTECTED, ".gitattributes", "!.GITATTRIBUTES", "!/docs/.gitattributes"),
            PathRules.NONE,
            rules(Rule.List.OWNS, "*"),
            List.of(rules(Rule.List.WAIVERS, ".GITATTRIBUTES")));
    assertThat(rules.outcome(RepoPath.of(".GITATTRIBUTES"))).isEqualTo(Outcome.PROTECTED);
    assertThat(rules.outcome(RepoPath.of("docs/.gitattributes"))).isEqualTo(Outcome.OWNED);
  }

  @Test
  void aFolderIsNotWhollyOnesOwnWhereARefusalWaitsForWhatItIsTakenFor() {
    assertThat(wholly("src", "core")).isTrue();
    assertThat(wholly("src", "deep")).isFalse();
    assertThat(wholly("src", "deep.")).isFalse();
    assertThat(wholly("src", "tests.")).isFalse();
  }

  private static boolean wholly(String... names) {
    PathState<Outcome> folder = PERMISSION.start();
    for (String name : names) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      folder = PERMISSION.enter(folder, bytes, 0, bytes.length);
    }
    return PERMISSION.wholly(folder);
  }

  @Test
  void thePolicyFileIsTheOneThatIsRead() {
    assertThat(SpecialFile.POLICY.plain()).isEqualTo(Policy.FILE_NAME);
  }

  private static Policy policy() {
    return new PolicyBuilder().agent("me", "/src/").build();
  }

  private static PathRules rules(Rule.List list, String... patterns) {
    List<PathRules.PathRule> rules = new ArrayList<>();
    Stream.of(patterns)
        .forEach(
            text -> {
              try {
                PathPattern pattern = PathPattern.parse(text);
                Location at = new Location("gatekeeper.yml", rules.size() + 1, 1);
                rules.add(new PathRules.PathRule(pattern, new Rule(list, text, at)));
              } catch (BadPattern e) {
                throw new IllegalArgumentException(text, e);
              }
            });
    return new PathRules(rules);
  }
}
