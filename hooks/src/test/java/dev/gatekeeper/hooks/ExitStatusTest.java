package dev.gatekeeper.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each way to call the program comes to: docs/interfaces.md, "Exit status". */
@Tag("bytes")
class ExitStatusTest {
  private static final String POLICY =
      """
      version: 1
      integration:
        branch: main
      agents:
        agent-1:
          branches: ["agent-1/**"]
          owns: [/src/one/]
          forbids: [/src/one/secret/]
        agent-2:
          branches: ["agent-2/**"]
          owns: [/src/two/]
      """;

  /** Made once, and copied for each test. */
  @TempDir private static Path made;

  @TempDir private Path folder;
  private String input = "";
  private String printed = "";

  @BeforeAll
  static void repositories() throws Exception {
    Sh sh = new Sh(made);
    sh.ok("git init -q -b main w; git init -q --bare -b main r.git; mkdir nothing");
    sh.ok("git init -q --bare --object-format=sha256 s.git");
    Files.writeString(made.resolve("w/gatekeeper.yml"), POLICY);
    Files.writeString(made.resolve("bad.yml"), "version: 1\nagentz: {}\nmode: maybe\n");
    sh.ok("cd w; git add .; git commit -q -m one; git checkout -q -b agent-1/x; mkdir -p src/two");
    sh.ok("cd w; echo x >src/two/x; git add .; git commit -q -m two; git push -q ../r.git main");
    sh.ok("git clone -q --bare w f.git; git -C f.git update-ref refs/heads/main agent-1/x");
    Files.writeString(
        made.resolve("known.yml"),
        POLICY
            .replace("version: 1", "version: 1\nidentity: required")
            .replace("[/src/one/]", "[/src/one/]\n    principals: [bob]"));
    System.setProperty("gatekeeper.launcher", "/opt/gatekeeper/bin/gatekeeper");
  }

  @BeforeEach
  void copies() {
    new Sh(folder).with("made", made.toString()).ok("cp -a \"$made/.\" .");
  }

  @ParameterizedTest(name = "{1} in {0}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "w       | --version                              | 0  | gatekeeper 0",
        "w       | help check                             | 0  | Usage: gatekeeper check",
        "w       | completion                             | 0  | complete",
        "w       |                                        | 2  | no command is given",
        "w       | chekc                                  | 2  | did you mean",
        "w       | check                                  | 2  | no path is given",
        "w       | chekc --help                           | 2  | did you mean",
        "w       | token nosuch --help                    | 2  | unmatched argument",
        "w       | check --help                           | 0  | Usage: gatekeeper check",
        "w       | token new --help                       | 0  | Usage: gatekeeper token new",
        "w       | check --agent agent-2 src/two          | 2  | `src/two` is a folder; ask for a file in it",
        "w       | check ./src                            | 2  | is a folder",
        "w       | lint nosuch.yml                        | 2  | there is no such file",
        "w       | diff nosuch.yml gatekeeper.yml         | 2  | there is no such file",
        "r.git   | log --agent agent-3                    | 2  | did you mean `agent-",
        "r.git   | log --limit many                       | 2  | is not a whole number",
        "w       | check --nonsense x                     | 2  | unknown option: `--nonsense`",
        "w       | check --agent agent-1 src/one/x        | 0  | yes  src/one/x: agent-1 owns /src/one/ (gatekeeper.yml:7)",
        "w       | check --agent agent-1 src/two/x        | 1  | no   src/two/x (PATH_NOT_OWNED): agent-1 does not own it; agent-2 owns it",
        "w       | check --agent agent-1 src/one/secret/x | 1  | PATH_FORBIDDEN",
        "w       | check --branch agent-2/y src/two/x     | 0  | agent-2 owns",
        "w       | check --branch main src/two/x          | 2  | belongs to no agent",
        "w       | check --agent agent-3 src/one/x        | 2  | did you mean `agent-",
        "w       | check src/two/x                        | 0  | src/two/x: agent-2",
        "w       | check README                           | 1  | README: no agent",
        "w       | check src/two/x README                 | 1  | README: no agent",
        "w       | check ../x                             | 2  | is outside",
        "w       | check /etc/passwd                      | 2  | is outside",
        "w       | check a\uFFFDb                            | 2  | is not valid UTF-8",
        "w       | lint a\uFFFDb.yml                         | 2  | is not valid UTF-8",
        "w       | check --repo ../r\uFFFD.git x             | 2  | is not valid UTF-8",
        "w       | check --explain --agent agent-1 x      | 1  | no match  agent-1 owns /src/one/ (gatekeeper.yml:7)",
        "w       | check --policy ../bad.yml x            | 3  | bad.yml:2:1",
        "w       | check --policy none.yml x              | 2  | there is no such file",
        "f.git   | check --agent agent-2 src/two          | 2  | `src/two` is a folder on `main`",
        "r.git   | handoff agent-1 --commit abc           | 2  | next: git rev-parse BRANCH prints",
        "f.git   | check src/two/x src                    | 2  | `src` is a folder on `main`",
        "f.git   | check --agent agent-2 src/two/x        | 0  | agent-2 owns",
        "f.git   | check gatekeeper.yml/x                 | 1  | no agent",
        "f.git   | check src/three                        | 1  | no agent",
        "r.git   | check src/one/x                        | 0  | src/one/x: agent-1",
        "r.git   | check /src/one/x                       | 2  | without a slash",
        "s.git   | check x                                | 4  | sha256",
        "nothing | check x                                | 4  | is not in a git repository",
        "nothing | check --repo ../r.git src/two/x        | 0  | src/two/x: agent-2",
        "w       | lint                                   | 0  | gatekeeper.yml: 2 warnings",
        "w       | lint ../known.yml                       | 0  | ../known.yml: 2 warnings",
        "w       | lint ../bad.yml                        | 3  | bad.yml:3:",
        "w       | init                                   | 2  | is there already",
        "nothing | init                                   | 0  | wrote",
        "w       | verify                                 | 1  | PATH_NOT_OWNED",
        "w       | verify --head main --branch agent-1/y  | 1  | nothing was judged: the integration branch has all of",
        "w       | verify --format sarif                  | 1  | {\"$schema\"",
        "w       | verify --format github                 | 1  | ::error file=src/two/x,line=1,title=PATH_NOT_OWNED::",
        "w       | verify --json                          | 1  | {\"id\"",
        "w       | verify --policy ../known.yml           | 1  | sets `identity: required`",
        "w       | verify --policy ../known.yml --principal bob --branch agent-1/y --head main | 1 | nothing was judged",
        "w       | verify --policy ../known.yml --principal eve | 1 | eve",
        "w       | verify --policy ../known.yml --principal gatekeeper | 2 | ",
        "w       | token new gatekeeper                   | 2  | `gatekeeper` is reserved",
        "w       | verify --head nowhere                  | 2  | is not a commit",
        "r.git   | verify                                 | 2  | no branch is checked out",
        "nothing | install ../r.git                       | 0  | policy     gatekeeper.yml on the branch main",
        "nothing | install ../r.git --host gitea          | 0  | named by GITEA_PUSHER_NAME",
        "nothing | install ../r.git --policy ../bad.yml   | 3  | bad.yml:3:",
        "nothing | install ../r.git --policy none.yml     | 2  | there is no such file",
        "nothing | install ../r.git --host sourceforge    | 2  | `sourceforge` is not one of gitolite, gitlab",
        "nothing | install ../w                           | 2  | is a working copy",
        "nothing | install ../s.git                       | 4  | sha256",
        "nothing | install .                              | 4  | is not a git repository",
        "nothing | repo create new                        | 0  | new.git",
        "nothing | repo create new --policy ../bad.yml    | 3  | bad.yml:3:",
        "nothing | repo create ../r --root ..             | 2  | can't be a name",
        "nothing | repo create r --root ..                | 2  | is there already and was left as it is",
        "nothing | repo create r --root ../none           | 2  | there is no folder",
        "nothing | uninstall ../r.git                     | 4  | is not installed",
        "r.git   | upkeep                                 | 0  | commit-graph",
        "nothing | upkeep ../r.git --full --json          | 0  | \"steps\":[\"pack-refs\",\"gc\"]",
        "w       | upkeep                                 | 2  | is a working copy",
        "nothing | upkeep                                 | 4  | is not a git repository",
        "nothing | upkeep ../s.git                        | 4  | sha256",
        "r.git   | decision 0123456789ab                  | 2  | is not on record",
        "r.git   | decision x                             | 2  | is not the id of a decision",
        "w       | status                                 | 0  | step  agent",
        "r.git   | status --watch                         | 2  | draws on a terminal, and this is not one",
        "r.git   | stop agent-1                           | 2  | missing required option",
        "r.git   | stop agent-1 --reason=                 | 2  | `--reason` is given, and empty",
        "r.git   | stop agent-3 --reason x                | 2  | did you mean `agent-",
        "r.git   | stop ../x --reason x                   | 2  | can't be the id of an agent",
        "r.git   | stop agent-1 --reason x                | 0  | agent-1 is stopped",
        "w       | stop agent-1 --reason x                | 2  | is a working copy, and has no remote",
        "w       | stop agent-1 --reason x --repo ../r.git --json | 0 | {\"agent\":\"agent-1\",\"operation\":\"stop\"",
        "nothing | stop agent-1 --reason x                | 4  | is not in a git repository",
        "r.git   | resume agent-1                         | 1  | agent-1 is not stopped",
        "r.git   | reopen agent-1 --reason x              | 1  | agent-1 is not closed: ready",
        "r.git   | rollback agent-1 --dry-run             | 1  | agent-1 has no branch yet",
        "r.git   | attest agent-1 --commit 1234567 --evidence https://c.i/1 | 2 | specify one of these",
        "r.git   | attest agent-1 --commit 1234567 --evidence https://c.i/1 --passed --failed | 2 | mutually exclusive",
        "r.git   | attest agent-1 --commit 0123456789abcdef0123456789abcdef01234567 --evidence there --passed | 2 | `--evidence` is not an address",
        "r.git   | attest agent-1 --commit 1234567 --evidence https://c.i/1 --passed | 2 | `--commit` is not a full commit id",
        "r.git   | handoff agent-1 --commit 1234567       | 2 | `--commit` is not a full commit id",
        "r.git   | rollback agent-1 --to 1234567          | 2 | `--to` is not a full commit id",
        "r.git   | rollback agent-1 --undone-by HEAD      | 2 | `--undone-by` is not a full commit id",
        "r.git   | attest agent-1 --commit 0123456789abcdef0123456789abcdef01234567 --evidence https://c.i/1 --passed | 1 | agent-1 has no branch yet",
        "r.git   | log                                    | 0  |",
        "r.git   | log --verify                           | 0  | the ledger is sound: 0 events",
        "r.git   | log --limit 0                          | 2  | is not a number of events",
        "r.git   | log --output 3                         | 2  | the ledger has no event 3",
        "r.git   | log --output x                         | 2  | names no event",
        "r.git   | wait agent-1                           | 0  | agent-1 may push",
        "r.git   | wait agent-3                           | 2  | the policy has no agent `agent-3`",
        "r.git   | wait agent-1 --timeout soon            | 2  | `soon` is not a duration",
        "r.git   | hook pre-receive                       | 2  | usage: gatekeeper hook",
        "r.git   | hook pre-receive --receive-pack 12     | 1  | refused (GATE_ERROR), GIT_DIR is not set",
      })
  void everyCommandEndsAsDocumented(String where, String line, int status, String words) {
    assertThat(run(where, line == null ? "" : line)).as(printed).isEqualTo(status);
    assertThat(printed).contains(words == null ? "" : words);
  }

  @Test
  void whatIsDoneToAPlanIsOnRecordAndHoldsItUp() throws Exception {
    assertThat(run("r.git", "stop agent-1 --reason=a\u001b[31mlunch")).isZero();
    assertThat(run("r.git", "stop agent-1 --reason again")).isEqualTo(ExitStatus.NO);
    assertThat(run("r.git", "wait agent-1 --timeout 1s")).isEqualTo(ExitStatus.NO);
    assertThat(printed)
        .contains("agent-1 waits:\n  agent-1 was stopped by ", "(on the repository): a [31mlunch\n")
        .contains("gatekeeper: agent-1 may not push yet, after 1s");
    assertThat(run("r.git", "status")).isZero();
    assertThat(printed).contains("1     agent-1  ready, stopped").doesNotContain("\u001b");
    assertThat(run("r.git", "log")).isZero();
    assertThat(printed)
        .containsPattern("^1  20[^ ]+Z  .* \\(on the repository\\)  agent-1: stopped: ");
    assertThat(run("r.git", "log --json --agent agent-2")).isZero();
    assertThat(printed).isEmpty();
    new Sh(folder).ok("cd r.git; git update-ref refs/gatekeeper/ledger refs/heads/main");
    assertThat(run("r.git", "log --verify")).isEqualTo(ExitStatus.NO);
    assertThat(printed).contains("where the gate did not put it", "event 1 (");
    for (String command : new String[] {"status", "log", "wait agent-1", "resume agent-1"}) {
      assertThat(run("r.git", command)).as(printed).isEqualTo(ExitStatus.UNREADABLE);
    }
  }

  @Test
  void aBadPolicyHasAllItsProblemsListed() {
    assertThat(run("w", "lint ../bad.yml")).isEqualTo(ExitStatus.POLICY_INVALID);
    assertThat(printed.lines().toList()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(printed).contains("bad.yml:2:1: error: ");
  }

  @ParameterizedTest
  @CsvSource({"trunk, refs/heads/trunk", "release/2, refs/heads/release/2"})
  void aNewRepositoryStartsOnTheBranchOfItsPolicy(String branch, String head) throws Exception {
    Files.writeString(folder.resolve("p.yml"), POLICY.replace("main", branch));
    assertThat(run("nothing", "repo create new.git --policy ../p.yml")).as(printed).isZero();
    assertThat(new Sh(folder).ok("git -C nothing/new.git symbolic-ref HEAD").strip())
        .isEqualTo(head);
  }

  @Test
  void pathsOnStandardInputMayHoldAnything() {
    input = "src/one/a\nb\0src/two/\u00e9\0";
    assertThat(run("w", "check --stdin -z --json --agent agent-1")).isEqualTo(1);
    assertThat(printed)
        .isEqualTo(
            """
            {"path":"src/one/a\\nb","agent":"agent-1","allowed":true,"code":null,\
            "rule":{"list":"owns","pattern":"/src/one/","file":"gatekeeper.yml","line":7},"owners":[]}
            {"path":"src/two/é","agent":"agent-1","allowed":false,"code":"PATH_NOT_OWNED",\
            "rule":null,"owners":["agent-2"]}
            """);
  }

  @Test
  void aCrashIsNeitherYesNorNo() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    InputStream failing =
        mock(
            InputStream.class,
            call -> {
              throw new OutOfMemoryError("no");
            });
    Console console = new Console(failing, stream, stream, Map.of(), folder.resolve("w"));
    assertThat(Main.run(List.of("check", "--stdin"), console)).isEqualTo(ExitStatus.BUG);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("GATEKEEPER_DEBUG=1");
  }

  private int run(String where, String line) {
    List<String> args = line.isEmpty() ? List.of() : List.of(line.split(" ", -1));
    Sh.Result result = Called.in(folder.resolve(where), Map.of(), input, args);
    printed = result.output();
    return result.status();
  }
}
