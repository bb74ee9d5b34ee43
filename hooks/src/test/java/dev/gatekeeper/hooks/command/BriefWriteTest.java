package dev.gatekeeper.hooks.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.brief.MarkedBlock;
import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Sh;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code brief --write} in a working copy, with real git. */
@SuppressWarnings("NullAway.Init")
class BriefWriteTest {
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main}
      agents:
        ann: {branches: ["ann/**"], owns: [/a/], brief: Know this.}
      """;

  @TempDir private Path folder;
  private Sh sh;
  private Path copy;
  private String printed = "";

  @BeforeEach
  void open() throws Exception {
    sh = new Sh(folder);
    sh.ok("git init -q -b main w; mkdir w/a; echo outside >outside");
    copy = folder.resolve("w");
    Files.writeString(copy.resolve("gatekeeper.yml"), POLICY);
    sh.ok("cd w; git add .; git commit -q -m one");
  }

  private int run(String where, String line) {
    Sh.Result result =
        Called.in(
            folder.resolve(where),
            Map.of("GIT_CONFIG_GLOBAL", "/dev/null"),
            List.of(line.split(" ", -1)));
    printed = result.output();
    return result.status();
  }

  private String agentsFile() throws Exception {
    return Files.readString(copy.resolve("AGENTS.md"));
  }

  @Test
  void theBlockHoldsWhatIsPrintedAndNothingElseIsTouched() throws Exception {
    assertThat(run("w", "brief ann")).as(printed).isZero();
    String brief = printed;
    assertThat(brief).contains("> Know this.\n");
    String block = MarkedBlock.BEGIN + "\n" + brief + MarkedBlock.END + "\n";
    assertThat(run("w/a", "brief ann --write")).as(printed).isZero();
    assertThat(agentsFile()).isEqualTo(block);
    assertThat(printed).contains("AGENTS.md has the brief of ann; it is kept out of commits");
    assertThat(run("w", "brief ann --write")).isZero();
    assertThat(printed).contains("had it already");
    assertThat(sh.ok("cd w; git status --porcelain")).isEmpty();
    assertThat(sh.ok("cd w; git add -A; git status --porcelain")).isEmpty();
    assertThat(sh.ok("grep -c /AGENTS.md w/.git/info/exclude")).isEqualTo("1\n");

    Files.writeString(
        copy.resolve("AGENTS.md"), "mine\r\n" + block.replace("Know", "Knew") + "end");
    assertThat(run("w", "brief ann --write")).isZero();
    assertThat(agentsFile()).isEqualTo("mine\r\n" + block + "end");
  }

  @Test
  void aFileOfTheProjectIsKeptOutOfCommitsToo() throws Exception {
    Files.writeString(copy.resolve("AGENTS.md"), "# Ours\r\n");
    sh.ok("cd w; git add .; git commit -q -m two; chmod 640 AGENTS.md");
    assertThat(run("w", "brief ann --write")).as(printed).isZero();
    assertThat(agentsFile()).startsWith("# Ours\r\n\r\n" + MarkedBlock.BEGIN + "\r\n# Brief");
    assertThat(agentsFile().replace("\r\n", "")).doesNotContain("\n");
    assertThat(sh.ok("cd w; git add -A; git status --porcelain")).isEmpty();
    assertThat(sh.ok("stat -c %a w/AGENTS.md")).isEqualTo("640\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ln -s ../outside AGENTS.md          | 1 | leads out of the working copy",
        "ln -s .git/config AGENTS.md         | 1 | leads out of the working copy",
        "ln -s nothing AGENTS.md             | 1 | leads to nothing",
        "mkdir AGENTS.md                     | 1 | is not a file",
        "printf 'a\\000b' >AGENTS.md         | 1 | it has a NUL byte",
        "echo '<!-- gatekeeper: end -->' >AGENTS.md | 1 | begin marks: none; end marks: line 1",
        "ln -s a/notes.md AGENTS.md; touch a/notes.md | 0 | has the brief of ann",
      })
  void whatIsNoPlainFileIsRefusedAndLeftAlone(String before, int status, String words) {
    sh.ok("cd w; " + before + "; cp -a AGENTS.md ../before; cp .git/config ../config");
    assertThat(run("w", "brief ann --write")).as(printed).isEqualTo(status);
    assertThat(printed).contains(words);
    assertThat(sh.ok("cat outside; cmp w/.git/config config")).isEqualTo("outside\n");
    if (status != 0) {
      assertThat(sh.ok("diff -r --no-dereference w/AGENTS.md before")).isEmpty();
    } else {
      assertThat(sh.ok("cd w; test -L AGENTS.md; grep -c Know a/notes.md")).isEqualTo("1\n");
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "w     | brief anm --write                 | 2 | did you mean `ann`",
        "w.git | brief ann --write                 | 2 | --write needs a working copy",
        "w     | brief ann --policy none           | 2 | there is no such file",
        "w.git | brief ann --json                  | 0 | {\"agent\":\"ann\",\"title\":\"\",\"brief\":\"Know this.\"",
        "w.git | brief ann                         | 0 | - when this was written you were ready",
      })
  void endsAsDocumented(String where, String line, int status, String words) {
    sh.ok("git clone -q --bare w w.git");
    assertThat(run(where, line)).as(printed).isEqualTo(status);
    assertThat(printed).contains(words);
    assertThat(Files.exists(copy.resolve("AGENTS.md"))).isFalse();
  }
}
