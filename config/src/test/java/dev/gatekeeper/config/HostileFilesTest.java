package dev.gatekeeper.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that mean to run code, to fill the memory or to keep the gate busy. Whoever can write a
 * policy can do much; making the gate hang or fall over must not be part of it.
 */
@Tag("bytes")
class HostileFilesTest {
  private static final String GOOD = "version: 1\nagents: {a: {branches: [a]}}\n";

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of(
            "ten megabytes",
            bytes(GOOD + "#".repeat(10 << 20)),
            "1:1: the file has 10485800 bytes; a policy has at most 4194304"),
        Arguments.of("nothing", bytes(""), "1:1: the file is empty"),
        Arguments.of("blanks and comments", bytes("\n  # nothing\n"), "1:1: the file is empty"),
        Arguments.of(
            "UTF-16",
            GOOD.getBytes(StandardCharsets.UTF_16),
            "1:1: byte 0xFE is not valid UTF-8; save the file as UTF-8"),
        Arguments.of(
            "Latin-1",
            "version: 1\nplan: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1),
            "2:10: byte 0xE9 is not valid UTF-8"),
        Arguments.of(
            "a character cut off",
            Arrays.copyOf(bytes("version: 1\nplan: caf\u00e9"), 21),
            "2:10: byte 0xC3 is not valid UTF-8"),
        Arguments.of(
            "a NUL", bytes(GOOD + "\0"), "3:1: character U+0000 is not allowed in a policy"),
        Arguments.of(
            "an escape", bytes("version: 1 # \u001b[2J"), "1:14: character U+001B is not allowed"),
        Arguments.of(
            "a hundred thousand lists in each other",
            bytes("plan: " + "[".repeat(100_000)),
            "1:27: nested more than 20 deep; no part of a policy is"),
        Arguments.of(
            "a hundred thousand mappings in each other",
            bytes("{a: ".repeat(100_000)),
            ": nested more than 20 deep"),
        Arguments.of("a billion laughs", bytes(laughs(9, 9)), ": with its aliases written out"),
        Arguments.of("a million of two", bytes(laughs(2, 40)), ": with its aliases written out"),
        Arguments.of(
            "a number of a million digits",
            bytes("version: 1\nlimits: {commits: " + "9".repeat(1 << 20) + "}\n"),
            "2:19: `commits` must be a whole number from 1 to 1000000000, not the number `9999"),
        Arguments.of(
            "a regular expression of a hundred thousand groups",
            bytes(check("run: x, expect: {matches: \"" + "(".repeat(100_000) + "\"}")),
            ": `matches` is longer than 1000; shorten it"),
        Arguments.of(
            "a pattern of a million characters",
            bytes(GOOD + "protected: [\"#" + "x".repeat(1 << 20) + "\"]\n"),
            "3:14: a leading `#` starts a comment"),
        Arguments.of(
            "patterns of many stars",
            bytes(GOOD + ("protected: [\"" + "*a".repeat(1 << 19) + "\", \"/x//y\"]\n")),
            "an empty segment"),
        Arguments.of(
            "a tag that would make an object",
            bytes("!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader []]"),
            "1:1: tag `!!javax.script.ScriptEngineManager` is not allowed"),
        Arguments.of(
            "an alias to itself", bytes("&a [*a]"), "1:5: alias `*a` is inside what it repeats"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isRefusedSoon(String name, byte[] file, String problem) {
    List<String> problems = assertTimeout(Duration.ofSeconds(10), () -> Files.problems(file));
    assertThat(problems).anySatisfy(text -> assertThat(text).contains(problem));
    assertThat(problems).allSatisfy(text -> assertThat(text.length()).isLessThan(500));
  }

  @Test
  void aMillionMistakesAreCountedAndTheFirstThousandTold() {
    String file = GOOD + "waivers: [" + "{},".repeat(900_000) + "]";
    List<String> problems = Files.problems(file);
    assertThat(problems).hasSize(1001);
    assertThat(problems.get(1000)).endsWith("more problems; fix those above first");
  }

  private static String check(String check) {
    return "version: 1\nagents: {a: {branches: [a], validate: [{" + check + "}]}}\n";
  }

  /** Lists of lists of lists, each level an alias to the one before, so many times. */
  private static String laughs(int width, int depth) {
    StringBuilder text = new StringBuilder(GOOD).append("l0: &l0 [lol]\n");
    for (int i = 1; i <= depth; i++) {
      text.append("l%d: &l%d [".formatted(i, i)).append("*l%d,".formatted(i - 1).repeat(width));
      text.append("]\n");
    }
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
