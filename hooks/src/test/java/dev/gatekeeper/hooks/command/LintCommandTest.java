package dev.gatekeeper.hooks.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Sh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code lint} prints, in each of its formats. */
@Tag("bytes")
class LintCommandTest {
  private static final String POLICY =
      """
      version: 1
      agents:
        backend:
          branches: [backend]
          validate: [{run: ./check.sh}]
          owns: [/server/, /db/]
        frontend:
          branches: [frontend]
          validate: [{run: x}]
          scratch: /tmp/notes/
          owns: [/web/, %s]
      """;
  private static final String OVERLAP = POLICY.formatted("\"/server/p\u00e4ges/\"");
  private static final String GOOD = POLICY.formatted("/pages/");

  @TempDir private Path folder;
  private String printed = "";

  @Test
  void peopleSeeTheLinesWithACaretBelowThePlace() throws Exception {
    assertThat(lint(OVERLAP)).isEqualTo(1);
    assertThat(printed)
        .isEqualTo(
            """
            gatekeeper.yml:6:12: error: `backend` and `frontend` may both change one path
               6 |     owns: [/server/, /db/]
                 |            ^
              11 |     owns: [/web/, "/server/p\u00e4ges/"]
                 |                   ^
              for example: "server/p\\303\\244ges/x"
              what to do: except it from the `owns` of one with a `!`, or put it into the `forbids` of one; or let one come after the other (`after`, without `ancestry: false`), if both have to change it
            gatekeeper.yml: 1 error
            """);
    assertThat(lint(GOOD)).isZero();
    assertThat(printed).endsWith("gatekeeper.yml: nothing is wrong with it\n");
    assertThat(lint(GOOD.replace("owns: [/web/", "own: [/web/"))).isEqualTo(3);
    assertThat(printed)
        .isEqualTo(
            """
            gatekeeper.yml:11:5: error: unknown key `own`; did you mean `owns`?
              11 |     own: [/web/, /pages/]
                 |     ^
            """);
  }

  @Test
  void programsGetAnObjectALine() throws Exception {
    assertThat(lint(OVERLAP, "--json")).isEqualTo(1);
    assertThat(printed)
        .isEqualTo(
            "{\"code\":\"overlap\",\"severity\":\"error\",\"file\":\"gatekeeper.yml\",\"line\":6,"
                + "\"column\":12,\"lines\":[6,11],\"message\":\"`backend` and `frontend` may both"
                + " change one path\",\"witness\":\"\\\"server/p\\\\303\\\\244ges/x\\\"\",\"todo\":"
                + "\"except it from the `owns` of one with a `!`, or put it into the `forbids` of"
                + " one; or let one come after the other (`after`, without `ancestry: false`),"
                + " if both have to change it\"}\n");
    assertThat(lint(GOOD, "--format=json")).isZero();
    assertThat(printed).isEmpty();
    assertThat(lint("version: 2\n", "--json")).isEqualTo(3);
    assertThat(new ObjectMapper().readTree(printed.lines().findFirst().orElseThrow()).get("code"))
        .hasToString("\"form\"");
  }

  @Test
  void actionsGetAnnotations() throws Exception {
    assertThat(lint(OVERLAP, "--format=github")).isEqualTo(1);
    assertThat(printed)
        .startsWith("::error file=gatekeeper.yml,line=6,col=12,title=overlap::`backend` and");
    assertThat(lint(GOOD.replace("[{run: x}]", "[]"), "--format=github")).isZero();
    assertThat(printed).startsWith("::warning file=gatekeeper.yml,line=7,col=3,title=no-checks::");
    String turned = GOOD.replace("{run: x}", "{name: \"a\\u202Eb\", exists: /p%25/}");
    assertThat(lint(turned, "--format=github")).isZero();
    assertThat(printed).contains("::the check `a b` wants", "p%2525/").doesNotContain("\u202E");
  }

  @Test
  void codeScanningGetsSarif() throws Exception {
    assertThat(lint(OVERLAP, "--format=sarif")).isEqualTo(1);
    JsonNode run = new ObjectMapper().readTree(printed).get("runs").get(0);
    assertThat(run.at("/tool/driver/rules/0/id").asText()).isEqualTo("overlap");
    JsonNode result = run.at("/results/0");
    assertThat(result.get("ruleId").asText()).isEqualTo("overlap");
    assertThat(result.get("level").asText()).isEqualTo("error");
    JsonNode place = result.at("/locations/0/physicalLocation");
    assertThat(place.at("/artifactLocation/uri").asText()).isEqualTo("gatekeeper.yml");
    assertThat(place.at("/region/startLine").asInt()).isEqualTo(6);
    assertThat(result.at("/relatedLocations/0/physicalLocation/region/startLine").asInt())
        .isEqualTo(11);
    assertThat(lint(GOOD, "--format=sarif")).isZero();
    assertThat(new ObjectMapper().readTree(printed).at("/runs/0/results")).isEmpty();
  }

  @Test
  void aTreeTellsWhatIsNobodysAndWhatIsNotThere() throws Exception {
    String wide = "[{run: ./check.sh}, {absent: {text: t, in: \"/**/*.c\"}}]";
    String policy = GOOD.replace("[{run: ./check.sh}]", wide);
    Sh sh = new Sh(folder);
    sh.ok("git init -q -b main .; mkdir -p server/a web docs");
    sh.ok(
        "echo tmp/ >.gitignore; for f in server/a/1.c server/a/2 web/1.c docs/1 R; do echo >$f;"
            + " done");
    Files.writeString(folder.resolve("gatekeeper.yml"), policy);
    sh.ok("git add -A; git commit -q -m one");

    assertThat(lint(policy, "--tree=main", "--json")).isZero();
    List<String> found = printed.lines().map(LintCommandTest::told).toList();
    assertThat(found)
        .containsExactlyInAnyOrder(
            "foreign-check 5 the check `no `t` in /**/*.c` looks at paths that `backend` may not"
                + " change; 1 of 2 files at main are not its own: web/1.c",
            "unowned-files 0 3 of 7 files at main have no owner: 2 in the top folder, 1 in docs/:"
                + " .gitignore",
            "unused-pattern 6 `/db/` in `owns` of `backend` matches no file at main: ",
            "unused-pattern 11 `/pages/` in `owns` of `frontend` matches no file at main: ",
            "missing-script 5 a check of `backend`, `./check.sh`, runs a script that is not there"
                + " at main: check.sh",
            "scratch-ignored 10 the scratch folder of `frontend` is ignored by `tmp/` in"
                + " .gitignore: tmp/notes/");

    assertThat(lint(policy, "--tree=main")).isZero();
    assertThat(printed)
        .contains(
            """
            folder   files  nobody's  protected  agents
            *            3         2          1
            docs/        1         1          -
            server/      2         -          -  backend
            web/         1         -          -  frontend
            """);
    assertThat(lint(policy, "--tree=nowhere")).isEqualTo(2);
  }

  @Test
  void aTreeTellsWhatWindowsCantCheckOut() throws Exception {
    Sh sh = new Sh(folder);
    sh.ok("git init -q -b main .; mkdir -p server/aux web; echo >server/aux/1; echo >web/a:b");
    Files.writeString(folder.resolve("gatekeeper.yml"), GOOD);
    sh.ok("git add -A; git commit -q -m one");
    String said =
        "windows-names 0 2 of 3 files at main can't be checked out on Windows by their names";
    assertThat(lint(GOOD, "--tree=main", "--json")).isZero();
    assertThat(printed.lines().map(LintCommandTest::told)).contains(said + ": server/aux/1");
    assertThat(lint(GOOD, "--tree=main")).isZero();
    assertThat(printed).contains("write `windows_names: refuse`");
    assertThat(lint(GOOD + "windows_names: refuse\n", "--tree=main")).isZero();
    assertThat(printed).contains("`windows_names: refuse` is for new ones");
  }

  private static String told(String line) {
    try {
      JsonNode finding = new ObjectMapper().readTree(line);
      return finding.get("code").asText()
          + " "
          + finding.get("line").asInt()
          + " "
          + finding.get("message").asText()
          + ": "
          + finding.get("witness").asText();
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private int lint(String policy, String... options) throws Exception {
    Files.writeString(folder.resolve("gatekeeper.yml"), policy);
    List<String> arguments = new ArrayList<>(List.of("lint"));
    arguments.addAll(List.of(options));
    Sh.Result result = Called.in(folder, Map.of(), arguments);
    printed = result.output();
    return result.status();
  }
}
