package dev.gatekeeper.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Finding.Severity;
import dev.gatekeeper.core.lint.Lint;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.Policy;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is held against a policy beyond its form: each finding, with its lines and its witness. */
@Tag("bytes")
class FindingsTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-26");

  /** In a case {@code ;} stands for a new line; what follows is the policy from its third line. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          disjoint folders          | owns: [/x/]      ; owns: [/y/] |
          one folder twice          | owns: [/x/]      ; owns: [/x/] | error overlap 5 8: x/x
          a folder in another       | owns: [/x/]      ; owns: [/y/, /x/y/] | error overlap 5 8: x/y/x
          one after the other       | owns: [/x/]      ; {owns: [/x/], after: [a0]} | \
          note shared-paths 5 8: x/x; let each exclude the other
          that exclude each other   | {owns: [/x/], excludes: [a1]} ; {owns: [/x/], after: [a0], excludes: [a0]} | \
          note shared-paths 5 8: x/x; nothing
          after it in turn          | owns: [/x/]      ; {owns: [/y/], after: [a0]} ; {owns: [/x/], after: [a1]} | \
          note shared-paths 5 11: x/x
          in no order               | owns: [/x/]      ; {owns: [/y/], after: [a0]} ; {owns: [/y/], after: [a0]} | \
          error overlap 8 11: y/x
          three, two in no order    | owns: [/x/]      ; {owns: [/x/], after: [a0]} ; {owns: [/x/], after: [a0]} | \
          error overlap 8 11: x/x, note shared-paths 5 8: x/x, note shared-paths 5 11: x/x
          not built on              | owns: [/x/]      ; {owns: [/x/], after: [a0], ancestry: false} | error overlap 5 8: x/x
          not built on on the way   | owns: [/x/]      ; {owns: [/y/], after: [a0], ancestry: false} ; \
          {owns: [/x/], after: [a1]} | error overlap 5 11: x/x
          an exception              | owns: [/x/, "!/x/y/"] ; owns: [/x/y/] |
          a prohibition             | {owns: [/x/], forbids: [/x/y/]} ; owns: [/x/y/] |
          protected                 | owns: [/x/]      ; owns: [/x/.gitattributes, /y/] | warning idle-pattern 8: \
          what it matches is decided already by
          a scratch folder in owns  | owns: [/tmp/]    ; {owns: [/y/], scratch: /tmp/b/} | error overlap 5 8: tmp/b/x
          scratch folders           | {owns: [/x/], scratch: /tmp/} ; {owns: [/y/], scratch: /tmp/b/} | \
          error overlap 5 8: tmp/b/x
          of one no use             | {owns: [/x/], scratch: /tmp/, forbids: [/tmp/b/]} ; \
          {owns: [/y/], scratch: /tmp/b/} | warning scratch-overlap 5 8: tmp/b/x
          a file for a folder       | owns: [/x, "!/x/*"] ; owns: [/x/y] | note file-for-folder 5 8: x/y; let `a0` give way: put `"!/x/"` after `/x` in its `owns`
          the files at the root     | owns: [/*, "!/*/**", "/d/e/"] ; owns: [/d/f/, /g/] | \
          warning steers-tools 5: .gitmodules, \
          note file-for-folder 5 8: g/x; let `a0` give way: put `"!/g/"`, `"!/d/"` after `/*` in its `owns`
          those that give way       | owns: [/*, "!/d/", "!/g/", "!/*/**", "/d/e/"] ; owns: [/d/f/, /g/] | \
          warning steers-tools 5: .gitmodules
          no slash in front         | owns: [web/] ; owns: [/docs/] | \
          error missing-slash 5: docs/web/x; did you mean `/web/`?, \
          warning steers-tools 5: .gitlab/, warning steers-tools 8: docs/CODEOWNERS
          no slash, in an order     | owns: [web/] ; {owns: [/docs/], after: [a0]} | \
          warning missing-slash 5: docs/web/x; did you mean `/web/`?, \
          warning steers-tools 5: .gitlab/, warning steers-tools 8: docs/CODEOWNERS
          in none of both           | owns: [web/] ; owns: [docs/] | \
          error missing-slash 5 8: so `a0` and `a1` may both change one path: web/docs/x; did you mean `/web/`, `/docs/`?, \
          warning steers-tools 5: .gitlab/, warning steers-tools 8: docs/CODEOWNERS
          no slash, and worse       | owns: [web/, /x/] ; owns: [/docs/, /x/y/] | error overlap 5 8: x/y/x, \
          warning steers-tools 5: .gitlab/, warning steers-tools 8: docs/CODEOWNERS
          another case              | owns: [/X/] ; owns: [/x/] | warning case-overlap 5 8: x/x
          another Unicode form      | owns: [/e\u0301/] ; owns: [/\u00c9/] | warning case-overlap 5 8: \\303\\251/x
          a wildcard's case         | owns: ["/x/B*"] ; owns: ["/x/b*"] | warning case-overlap 5 8: x/b
          case and an exception     | owns: [/X/, "!/X/y/"] ; owns: [/x/y/] |
          a kind of file            | owns: ["*.md", "!/server/"] ; owns: [/server/] | \
          warning steers-tools 5: AGENTS.md
          any depth                 | owns: ["/*/config/", "!/y/", "!/.*/"] ; owns: [/y/] |
          folders named like files  | owns: ["/s/**/*.py"] ; owns: ["/s/**/*.md"] | note overlap-odd-folder 5 8: s/.md/.py
          nothing owned             | owns: []         ; owns: [/y/] | warning changes-nothing 4: owns
          all forbidden             | {owns: [/x/y/], forbids: [/x/]} ; owns: [/y/] | \
          warning changes-nothing 4 5: `forbids`, warning idle-pattern 5: in `forbids`
          steering                  | owns: [/docs/, /AGENTS.md] ; owns: [/y/] | \
          warning steers-tools 5 5: docs/CODEOWNERS
          steering, protected       | owns: [/.github/, /x/] ; owns: [/y/] | warning idle-pattern 5: in `protected`
          idle                      | owns: [/x/y/, /x/] ; owns: [/y/] | warning idle-pattern 5 5: in `owns` (line 5)
          """)
  void areFoundAboutPaths(String name, String agents, String expected) {
    List<String> both = Arrays.asList(agents.split(";", -1));
    StringBuilder text =
        new StringBuilder("version: 1\nprotected: [.gitattributes, /.github/]\nagents:\n");
    for (int i = 0; i < both.size(); i++) {
      String keys = both.get(i).strip().replaceFirst("^\\{(.*)\\}$", "$1");
      text.append(
          "  a%1$d:\n    {branches: [a%1$d], validate: [run: x], %2$s}\n\n"
              .formatted(i, keys)
              .replace("[run: x]", "[{run: x}]"));
    }
    check(text.toString(), expected == null ? "" : expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no check           |                                                   | warning no-checks 4: validate
          own files          | lines: {in: "/x/y/**/*.py", max: 3}               |
          own and protected  | absent: {text: t, in: /x/y/}                      |
          a wider pattern    | absent: {text: t, in: "/**/*.py"}                 | warning foreign-check 6 4: .py
          everywhere         | absent: t                                         | warning foreign-check 6 4: x
          what is forbidden  | lines: {in: [/x/, /x/no/], max: 3}                | warning foreign-check 6 4: x/no
          all but that       | lines: {in: [/x/, "!/x/no/"], max: 3}             |
          a path of its own  | exists: /x/y                                      |
          one of many paths  | exists: "*.py"                                    |
          another's path     | exists: /y/a.py                                   | warning foreign-check 6 4: y/a.py
          a protected path   | exists: /.github/x                                | warning foreign-check 6 4: .github/x
          a forbidden folder | exists: /x/no/                                    | warning foreign-check 6 4: x/no/x
          a command          | run: pytest                                       |
          a script of its own | run: sh x/check.sh                               | warning own-check 6 4: x/check.sh
          a protected script | run: sh .github/check.sh                          |
          another's script   | run: ./y/check.sh                                 |
          """)
  void areFoundAboutChecks(String name, String check, String expected) {
    String validate = check == null ? "[]" : "\n      - " + check;
    check(
        """
        version: 1
        agents:
          # here
          a:
            validate: %s
            branches: [a]
            owns: [/x/]
            forbids: [/x/no/]
        """
            .formatted(validate),
        expected == null ? "" : expected);
  }

  @Test
  void areFoundAboutOrderAndExclusion() {
    String agents =
        """
        version: 1
        agents:
          a: {branches: [a], owns: [/a/], validate: [{run: x}], excludes: [b, c]}
          b: {branches: [b], owns: [/b/], validate: [{run: x}], after: [a], excludes: [a]}
          c: {branches: [c], owns: [/c/], validate: [{run: x}], %s}
        """;
    check(agents.formatted("excludes: [a]"), "");
    check(agents.formatted("after: [a]"), "warning excludes-one-sided 3 5: c excludes nobody");
    check(
        agents.formatted("after: [a], excludes: [b, a]"),
        "warning excludes-one-sided 5 4: b excludes a");
    check(
        agents.formatted("excludes: [a]").replace("[a], owns: [/a/]", "[a, c], owns: [/a/]"),
        "error branch-collision 3 5: c");
    check(
        agents.formatted("excludes: [a]").replace("branches: [c]", "branches: [c, c]"),
        "warning idle-pattern 5: in `branches`");
  }

  @Test
  void areFoundAboutWhoJudgesItself() {
    String policy =
        """
        version: 1
        integration: {maintainers: [mia, %s], validators: [%s], validate: [{run: sh %s}]}
        agents:
          a: {branches: [a], principals: [ann], owns: [/a/], validate: [{run: x}]}
        """;
    check(policy.formatted("max", "vic", "b/x"), "");
    check(policy.formatted("ann", "vic", "b/x"), "warning agent-maintains 4: ann");
    check(policy.formatted("max", "ann", "b/x"), "warning agent-validates 4: ann");
    check(policy.formatted("max", "vic", "a/x"), ""); // somebody has to own the tests of the whole
  }

  @Test
  void anOverlapByALiveWaiverIsANote() {
    String policy =
        """
        version: 1
        agents:
          a: {branches: [a], owns: [/a/], validate: [{run: x}]}
          b: {branches: [b], owns: [/b/], validate: [{run: x}]}
        waivers:
          - agent: b
            paths: [%s]
            until: %s
            reason: agreed
        """;
    check(policy.formatted("/a/x", "2026-11-26"), "note overlap-waived 3 7: a/x");
    check(policy.formatted("/a/x", "2026-11-25"), "");
    check(policy.formatted("/c/", "2026-11-26"), "");
    check(policy.formatted("/b/x", "2026-11-26"), "warning idle-pattern 7: in `owns` (line 4)");
  }

  @Test
  void whatCanNotBeProvedIsAnErrorThatNamesThePattern() {
    String stars =
        IntStream.rangeClosed('a', 'z')
            .mapToObj(c -> "\"*%1$c%1$c*\"".formatted(c))
            .collect(Collectors.joining(", "));
    Policy policy =
        Files.policy(
            """
            version: 1
            agents:
              a: {branches: [a], owns: [%s]}
              b: {branches: [b], owns: [/b/*/*, "!/b/*/*"]}
            """
                .formatted(stars));
    List<Finding> errors = Lint.errors(policy);
    assertThat(errors).extracting(Finding::code).containsExactly("too-complex");
    assertThat(errors.get(0).message()).contains("`a` and `b`", "`*aa*`");
    assertThat(errors.get(0).lines()).extracting(Location::line).contains(3);
  }

  @Test
  void manyOverlapsAreNotAllLookedFor() {
    String agents =
        IntStream.range(0, 40)
            .mapToObj("  a%1$d: {branches: [a%1$d], owns: [/x/]}\n"::formatted)
            .collect(Collectors.joining());
    List<Finding> errors = Lint.errors(Files.policy("version: 1\nagents:\n" + agents));
    assertThat(errors).hasSize(101);
    assertThat(errors.get(100).message()).contains("100 findings of `overlap`");
  }

  @Test
  void ofOneCodeNoMoreThanSoManyAreNamed() {
    String agents =
        IntStream.range(0, 150)
            .mapToObj(
                i ->
                    "  a%d: {branches: [a%d], owns: [/a%d/], excludes: [%s]}\n"
                        .formatted(
                            i,
                            i,
                            i,
                            IntStream.range(0, i)
                                .mapToObj("a%d"::formatted)
                                .collect(Collectors.joining(", "))))
            .collect(Collectors.joining());
    List<Finding> findings = Lint.findings(Files.policy("version: 1\nagents:\n" + agents), TODAY);
    assertThat(
            findings.stream().collect(Collectors.groupingBy(Finding::code, Collectors.counting())))
        .isEqualTo(Map.of("excludes-one-sided", 101L, "no-checks", 101L));
    assertThat(findings)
        .extracting(Finding::message)
        .contains("after 100 findings of `no-checks` no more are named");
  }

  /** However many patterns there are and however they are made, the answer comes. */
  @ParameterizedTest
  @CsvSource({
    "60000, /d%1$d/*%1$d*x*, 1, which patterns are redundant was not determined",
    "2, %2$s/%1$d, 800, may change can't be compared"
  })
  void whatTakesTooLongIsGivenUp(int patterns, String form, int times, String expected) {
    List<String> all =
        IntStream.range(0, patterns)
            .mapToObj(
                i -> "\"" + form.formatted(i, ("/**/" + (char) ('a' + i)).repeat(times)) + "\"")
            .toList();
    String one = String.join(", ", all.subList(0, patterns - 1));
    String text =
        "version: 1\nagents:\n  a: {branches: [a], owns: [%s]}\n  b: {branches: [b], owns: [%s]}\n"
            .formatted(one, all.get(patterns - 1));
    assertThat(Lint.findings(Files.policy(text), TODAY))
        .filteredOn(finding -> finding.code().equals("too-complex"))
        .extracting(Finding::message)
        .anySatisfy(message -> assertThat(message).contains(expected));
  }

  /** {@code severity code lines: part of witness, message or advice}, parted by commas. */
  private static void check(String text, String expected) {
    Policy policy = Files.policy(text);
    List<Finding> findings = Lint.findings(policy, TODAY);
    List<String> wanted =
        expected.isEmpty()
            ? List.of()
            : List.of(expected.strip().split(", (?=warning|note|error)", -1));
    assertThat(findings).as(text).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.size(); i++) {
      Finding finding = findings.get(i);
      String[] parts = wanted.get(i).split(": ", 2);
      List<String> words = List.of(parts[0].split(" ", -1));
      assertThat(finding.severity().name().toLowerCase(Locale.ROOT)).isEqualTo(words.get(0));
      assertThat(finding.code()).isEqualTo(words.get(1));
      assertThat(finding.lines().stream().map(at -> "" + at.line()).limit(words.size() - 2L))
          .isEqualTo(words.subList(2, words.size()));
      assertThat(finding.sentence()).contains(parts[1].strip());
      assertThat(finding.todo()).isNotEmpty();
    }
    boolean refused = findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
    assertThat(Files.problems(text).isEmpty()).isEqualTo(!refused);
  }
}
