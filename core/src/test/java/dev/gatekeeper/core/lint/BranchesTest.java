package dev.gatekeeper.core.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.gatekeeper.core.match.Overlap;
import dev.gatekeeper.core.match.OverlapCandidates;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.match.ProofBudget;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The branches of agents a, b, c and so on, and the names that are not one agent's alone. */
class BranchesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a a/**          ; b b/**                | ",
        "agent-1/**      ; agent-10/**           | ",
        "a               ; a/**                  | ",
        "a               ; a                     | branch-collision a",
        "a               ; /a                    | branch-collision a",
        "a               ; \\a                   | branch-collision a",
        "agent-*         ; agent-2               | branch-collision agent-2",
        "a/**            ; */b                   | branch-collision a/b",
        "a/** !a/b       ; a/b                   | ",
        "a/** !a/b a/?   ; a/b                   | branch-collision a/b",
        "x               ; x ; x                 | branch-collision x, branch-collision x, branch-collision x",
        "main            ; b                     | branch-integration main",
        "m* !main        ; b                     | ",
        "**              ; main                  | branch-integration main, branch-integration main, branch-collision main"
      })
  void collisions(String branches, String expected) {
    List<String> agents =
        Arrays.stream(branches.split(";", -1)).map(BranchesTest::trimmed).toList();
    List<Finding> findings = Lint.errors(Policies.branched("main", agents));
    List<String> found =
        findings.stream().map(finding -> finding.code() + " " + finding.witness()).toList();
    assertThat(String.join(", ", found)).isEqualTo(expected == null ? "" : expected);
    assertThat(findings)
        .allSatisfy(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
              assertThat(finding.lines()).hasSize(finding.code().endsWith("collision") ? 2 : 1);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "main    | a/** ; b/**         | ",
        "main    | a a/**              | a: leave `a` out, and write `a/**` alone",
        "main    | a/** a              | a: leave `a` out, and write `a/**` alone",
        "main    | /a a/b              | a: leave `/a` out, and write `a/b` alone",
        "main    | a a/** !a           | ",
        "main    | a !a/**             | ",
        "main    | a */x               | ",
        "main    | a/* a/*/x           | ",
        "main    | team ; team/**      | team: write another name for `team`, such as `team-work`",
        "main    | team/x/** ; team    | team: write another name for `team`, such as `team-work`",
        "main    | t\\eam ; team/**   | team: write another name for `t\\eam`, such as `team-work`",
        "main    | main/**             | main: name the agent's branches otherwise, such as `main-work`",
        "to/main | to                  | to: name the agent's branches otherwise, such as `to-work`",
        "to/main | to/a/**             | ",
      })
  void areInTheWayOfEachOther(String integration, String branches, String expected) {
    List<String> agents =
        Arrays.stream(branches.split(";", -1)).map(BranchesTest::trimmed).toList();
    List<Finding> findings =
        Lint.findings(Policies.branched(integration, agents), LocalDate.EPOCH).stream()
            .filter(finding -> finding.code().equals("branch-in-the-way"))
            .toList();
    assertThat(findings.stream().map(f -> f.witness() + ": " + f.todo()).toList())
        .isEqualTo(expected == null ? List.of() : List.of(expected));
    assertThat(findings).allMatch(finding -> finding.severity() == Finding.Severity.WARNING);
  }

  @Test
  void whatCanNotBeComparedIsAnError() {
    List<String> stars = new ArrayList<>();
    IntStream.rangeClosed('a', 'z').forEach(c -> stars.add(("*" + (char) c + (char) c + "*")));
    List<Finding> findings =
        Lint.errors(Policies.branched("main", List.of(String.join(" ", stars), "*x !*")));
    assertThat(findings).extracting(Finding::code).containsExactly("too-complex");
    assertThat(findings.get(0).message()).contains("`a` and `b`", "*aa*");
  }

  @Test
  void fiveHundredAgentsAreComparedAtOnce() {
    List<String> agents =
        IntStream.range(0, 500)
            .mapToObj(i -> "team-%1$d team-%1$d/** fix-%1$d-* x/**/for-%1$d".formatted(i))
            .toList();
    assertTimeout(
        Duration.ofSeconds(20),
        () -> assertThat(Lint.errors(Policies.branched("main", agents))).isEmpty());
  }

  @Test
  void allPairsTogetherHaveOneLimit() {
    List<String> stars = new ArrayList<>();
    IntStream.rangeClosed('a', 'z').forEach(c -> stars.add("*%1$c%1$c*/x".formatted((char) c)));
    List<String> agents =
        IntStream.range(0, 8)
            .mapToObj(i -> String.join(" ", stars) + " !*/*" + " y%d".formatted(i))
            .toList();
    List<Finding> findings = Lint.errors(Policies.branched("main", agents));
    assertThat(findings).extracting(Finding::code).containsExactly("too-complex");
  }

  @Test
  void manyCollisionsAreNotAllLookedFor() {
    List<String> agents = IntStream.range(0, 200).mapToObj("*%d*"::formatted).toList();
    List<Finding> findings = Lint.errors(Policies.branched("main", agents));
    assertThat(findings).hasSize(101);
    assertThat(findings.get(100).message())
        .isEqualTo("after 100 findings of `branch-collision` no more are named");
  }

  /** The walk over all patterns may only ever spare a proof that would have found nothing. */
  @Test
  void encountersAgreeWithProofs() throws BadPattern {
    List<String> parts = List.of("a", "b", "ab", "*", "?", "**", "a*", "*b", "[ab]", "\\a", "a]");
    Random random = new Random(7);
    int spared = 0;
    for (int i = 0; i < 3000; i++) {
      String one = joined(parts, random);
      String other = joined(parts, random);
      List<PathPattern> first = List.of(PathPattern.parse(one));
      List<PathPattern> second = List.of(PathPattern.parse(other));
      ProofBudget proofBudget = new ProofBudget(1_000_000);
      if (OverlapCandidates.of(List.of(first, second), true, proofBudget).isEmpty()) {
        spared++;
        assertThat(Overlap.ofBranches(first, second, proofBudget))
            .as(one + " and " + other)
            .isEmpty();
      }
    }
    assertThat(spared).isGreaterThan(500);
  }

  private static String joined(List<String> parts, Random random) {
    return IntStream.rangeClosed(0, random.nextInt(3))
        .mapToObj(i -> parts.get(random.nextInt(parts.size())))
        .collect(Collectors.joining("/", random.nextInt(4) == 0 ? "/" : "", ""));
  }

  private static String trimmed(String text) {
    return text.strip();
  }
}
