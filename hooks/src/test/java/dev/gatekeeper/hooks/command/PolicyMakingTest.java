package dev.gatekeeper.hooks.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Sh;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code init}, {@code diff} and {@code export} as they are typed. */
@SuppressWarnings("NullAway.Init")
@Tag("bytes")
class PolicyMakingTest {
  private static final String PLAN =
      """
      # Plan
      | Agent | Files | After |
      |---|---|---|
      | Agent 1 | src/ | |
      | Agent 2 | tests/ (new ones only), docs/ | Agent 1 |
      """;

  @TempDir private Path folder;
  private Sh sh;
  private String printed = "";

  @BeforeEach
  void open() throws Exception {
    sh = new Sh(folder);
    Files.writeString(folder.resolve("PLAN.md"), PLAN);
    Files.writeString(folder.resolve("CODEOWNERS"), "/src/ @ann\n/src/gen/ @bob\n");
  }

  private int run(String... args) {
    Sh.Result result = Called.in(folder, Map.of("GIT_CONFIG_GLOBAL", "/dev/null"), List.of(args));
    printed = result.output();
    return result.status();
  }

  private String policy() throws Exception {
    return Files.readString(folder.resolve("gatekeeper.yml"));
  }

  @Test
  void aPlanBecomesAPolicyThatIsNotWrittenOver() throws Exception {
    assertThat(run("init", "--from", "PLAN.md")).as(printed).isZero();
    assertThat(policy())
        .contains("      - /src/                         # PLAN.md:4\n")
        .contains("    # PLAN.md:5: Files: tests/ (new ones only), docs/\n")
        .contains("    after: [agent-1]                  # PLAN.md:5\n");
    assertThat(printed)
        .contains("1 line of PLAN.md was not imported")
        .contains("\n  PLAN.md:5: Files: tests/ (new ones only), docs/\n");
    assertThat(run("init", "--from", "PLAN.md")).isEqualTo(2);
    assertThat(printed).contains("is there already and was left as it is");
    assertThat(run("init", "--from", "CODEOWNERS", "--force")).as(printed).isZero();
    assertThat(policy()).contains("      - \"!/src/gen/\"                  # CODEOWNERS:2\n");
  }

  /** As a model would: each answer is judged, and the next one mends what was found. */
  @Test
  void aModelIsToldAllAndItsAnswersAreJudgedUntilNothingIsLeft() throws Exception {
    sh.ok("git init -q -b main .; mkdir -p src/daemon/monitoring; echo x >src/daemon/monitoring/m");
    sh.ok("git add src; git commit -q -m one");
    String first =
        """
        version: 1
        agents:
          agent-1:
            branches: [agent-1, "agent-1/**"]
            owns: [/src/, /config/]
          agent-2:
            branches: ["agent-2/**"]
            after: [agent-1]
            owns: [tests/, /docs/]
            excludes: [agent-3]
        """;
    assertThat(run("init", "--from", "PLAN.md", "--for-model")).as(printed).isZero();
    assertThat(printed)
        .contains("\"$schema\"", "\"also_protected\"", "\nsrc/daemon/monitoring/ 1\n")
        .endsWith("----- plan\n" + PLAN + "----- end of plan\n");
    assertThat(folder.resolve("gatekeeper.yml")).doesNotExist();
    String second = first.replace("    excludes: [agent-3]\n", "");
    String third = second.replace("[agent-1, \"", "[\"").replace("tests/", "/tests/");
    String check = "\n    validate: [{run: make test}]";
    String last =
        third
            .replace("/config/]", "/config/]" + check)
            .replace("/docs/]", "/docs/]" + check + "\n    forbids: [/docs/CODEOWNERS]");
    assertThat(judged(first)).containsExactly("form");
    assertThat(judged(second))
        .containsExactly(
            "missing-slash", "no-checks", "no-checks", "branch-in-the-way", "steers-tools");
    assertThat(judged(third)).containsExactly("no-checks", "no-checks", "steers-tools");
    assertThat(judged(last)).isEmpty();
    assertThat(run("lint")).isZero();
  }

  /** A plan of four agents as a model drafts it: the matrix of one side, checks of all of it. */
  @Test
  void aDraftOfFourAgentsIsMendedByWhatIsFoundInIt() throws Exception {
    String all = "{text: raise Exception, in: /src/**/*.py}";
    String first =
        """
        version: 1
        agents:
          agent-1:
            branches: ["agent-1/**"]
            owns: [/src/daemon/monitoring/, /config/]
            scratch: /tmp/one/
            excludes: [agent-2, agent-3, agent-4]
            validate: [{exists: /src/daemon/monitoring/}]
          agent-2:
            branches: ["agent-2/**"]
            owns: [/src/daemon/error_handling.py, /src/providers/]
            scratch: /tmp/two/
            after: [agent-1]
            excludes: [agent-1]
            validate: [{absent: %s}]
          agent-3:
            branches: ["agent-3/**"]
            owns: [/tests/]
            validate: [{run: pytest -q}]
          agent-4:
            branches: ["agent-4/**"]
            owns: [/src/bootstrap/, /src/tools/registry.py]
            after: [agent-1]
            excludes: [agent-1]
            validate: [{run: pytest -q}]
        """
            .formatted(all);
    assertThat(judged(first)).containsExactly("excludes-one-sided", "foreign-check");
    assertThat(printed)
        .contains("\"witness\":\"agent-1 excludes agent-3, agent-3 excludes nobody\"")
        .contains("\"todo\":\"add `agent-1` to the `excludes` of `agent-3`\"")
        .contains("\"witness\":\"src/.py\"")
        .contains("what holds everywhere belongs to `integration.validate`\"");
    String second =
        first
            .replace("[/tests/]", "[/tests/]\n    excludes: [agent-1]")
            .replace(all, "{text: raise Exception, in: /src/providers/}")
            .replace("agents:\n", "integration: {validate: [{absent: " + all + "}]}\nagents:\n");
    assertThat(judged(second)).isEmpty();
  }

  private List<String> judged(String answer) throws Exception {
    Files.writeString(folder.resolve("gatekeeper.yml"), answer);
    run("lint", "--json");
    return printed
        .lines()
        .map(line -> line.replaceFirst(".*\"code\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  @Test
  void whatIsNoSourceIsSaidAndNothingIsWritten() throws Exception {
    Files.writeString(folder.resolve("notes.md"), "# Nothing\n");
    assertThat(run("init", "--from", "notes.md")).isEqualTo(1);
    assertThat(printed).contains("there is no agent in `notes.md`");
    assertThat(run("init", "--from", "nowhere.md")).isEqualTo(2);
    assertThat(run("init", "--from", "PLAN.md", "--from-tree")).isEqualTo(2);
    assertThat(run("init", "--from-tree")).isEqualTo(4);
    assertThat(folder.resolve("gatekeeper.yml")).doesNotExist();
  }

  @Test
  void aTreeBecomesAProposal() throws Exception {
    sh.ok(
        "git init -q -b main .; mkdir src docs; for i in 1 2 3 4 5 6; do echo x >src/$i; echo x"
            + " >docs/$i; done; git add src docs; git commit -q -m one");
    assertThat(run("init", "--from-tree")).as(printed).isZero();
    assertThat(policy()).contains("- /src/").contains("- /docs/").contains("# HEAD: 6 files");
    assertThat(run("init", "--force", "--from-tree", "nowhere")).isEqualTo(2);
    assertThat(printed).contains("`nowhere` is not a commit of this repository");
  }

  @Test
  void aChangeOfThePolicyIsToldByWhatItMeans() throws Exception {
    String old = "version: 1\nagents:\n  a: {branches: [a], owns: [/x/]}\n";
    Files.writeString(folder.resolve("gatekeeper.yml"), old);
    sh.ok("git init -q -b main .; git add gatekeeper.yml; git commit -q -m one");
    Files.writeString(folder.resolve("same.yml"), old.replace("/x/", "/x/**"));
    Files.writeString(folder.resolve("new.yml"), old.replace("/x/", "/x/, /y") + "mode: warn\n");
    assertThat(run("diff", "main:gatekeeper.yml", "same.yml")).as(printed).isZero();
    assertThat(printed)
        .isEqualTo("no path changes: every agent may change exactly what it could\n");
    assertThat(run("diff", "main:gatekeeper.yml", "new.yml")).isEqualTo(1);
    assertThat(printed)
        .isEqualTo(
            """
            mode: enforce -> warn
            a: may now change y: owns /y (new.yml:3); before: no rule
            """);
    assertThat(run("diff", "--json", "new.yml", "main:gatekeeper.yml")).isEqualTo(1);
    assertThat(printed)
        .contains(
            """
            {"agent":"a","change":"lost","key":"paths","path":"y",\
            "before":"owns /y (new.yml:3)","after":"no rule"}
            """);
    assertThat(run("diff", "main:none.yml", "new.yml")).isEqualTo(2);
    assertThat(run("diff", "nowhere:gatekeeper.yml", "new.yml")).isEqualTo(2);
    Files.writeString(folder.resolve("bad.yml"), "version: 2\n");
    assertThat(run("diff", "bad.yml", "new.yml")).isEqualTo(3);
    assertThat(run("diff", "none.yml", "new.yml")).isEqualTo(2);
  }

  @Test
  void aPolicyIsExportedWithTheNamesThatAreGiven() throws Exception {
    Files.writeString(
        folder.resolve("gatekeeper.yml"),
        """
        version: 1
        agents:
          a: {branches: [a], owns: [/x/, "/c[12]"], principals: [ann, ann@example.com]}
          b: {branches: [b], owns: [/y/]}
        """);
    assertThat(run("export", "codeowners", "--owner", "b=@org/b,@bob")).as(printed).isZero();
    assertThat(printed.lines())
        .contains(
            "/x/                                     @ann ann@example.com",
            "/y/                                     @org/b @bob",
            "# The policy says otherwise, and CODEOWNERS can't:",
            "# gatekeeper.yml:3: a owns /c[12]: CODEOWNERS has no classes",
            "# a may change c1: owns /c[12] (gatekeeper.yml:3); no line covers it");
    assertThat(run("export", "codeowners", "--owner", "z=@z")).isEqualTo(2);
    assertThat(run("export", "codeowners", "--owner", "a=bad owner")).isEqualTo(2);
    assertThat(run("export")).isEqualTo(2);
  }
}
