package dev.gatekeeper.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    List<Finding> findings = Lint.findings(Policies.branched("main", agents));
    List<String> found =
        findings.stream().map(finding -> finding.code() + " " + finding.witness()).toList();
    assertThat(String.join(", ", found)).isEqualTo(expected == null ? "" : expected);
    assertThat(findings)
        .allSatisfy(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
              assertThat(finding.lines()).hasSize(finding.code().endsWith("collision") ? 2 : 1);
            });
  }

  @Test
  void whatCanNotBeComparedIsAnError() {
    List<String> stars = new ArrayList<>();
    IntStream.rangeClosed('a', 'z').forEach(c -> stars.add(("*" + (char) c + (char) c + "*")));
    List<Finding> findings =
        Lint.findings(Policies.branched("main", List.of(String.join(" ", stars), "*/x !*")));
    assertThat(findings).extracting(Finding::code).containsExactly("too-complex");
    assertThat(findings.get(0).message()).contains("`a` and `b`", "*aa*");
  }

  @Test
  void fiveHundredAgentsAreComparedAtOnce() {
    List<String> agents = IntStream.range(0, 500).mapToObj(i -> "team-" + i + "/**").toList();
    assertThat(Lint.findings(Policies.branched("main", agents))).isEmpty();
  }

  private static String trimmed(String text) {
    return text.strip();
  }
}
