package dev.gatekeeper.hooks.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Sh;
import dev.gatekeeper.hooks.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command prints is the same, byte for byte, whether a folder or a server answers. */
class RemoteCommandsTest {
  private static final String POLICY =
      """
      version: 1
      integration:
        branch: main
        maintainers: [mia]
      agents:
        ann:
          title: The first
          branches: ["ann/**"]
          owns: [/a/, "*.md"]
          forbids: [/a/b/, /b/]
        bob:
          branches: ["bob/**"]
          owns: [/b/, "!/b/c/"]
          after: [ann]
      waivers:
        - {agent: bob, paths: [/a/c/], until: 9999-12-31, reason: c is moving}
      """;

  /** Made once, and copied for each test. */
  @TempDir private static Path made;

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private TestServer server;

  private String input = "";
  private String printed = "";

  @BeforeAll
  static void repositories() throws Exception {
    Sh sh = new Sh(made);
    sh.ok("git init -q --bare -b main team.git; git init -q -b main w; mkdir w/a");
    sh.ok("cd w; echo x >a/x; git add .; git commit -q -m one; git push -q ../team.git main");
    sh.ok("cd w; git push -q ../team.git main:ann/x; git commit -q --allow-empty -m two");
    sh.ok("cd w; git push -q ../team.git HEAD:bob/x");
    Files.writeString(made.resolve("team.git/gatekeeper.yml"), POLICY);
  }

  @BeforeEach
  void serve() throws Exception {
    Sh sh = new Sh(folder).with("made", made.toString());
    sh.ok("cp -a \"$made/.\" .");
    server = TestServer.of(folder.resolve("team.git"), folder.resolve("home"));
    sh.ok("cd w; git remote add gate " + url("team"));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private String url(String name) {
    return server.address() + name + ".git";
  }

  @ParameterizedTest(name = "check {0}")
  @ValueSource(
      strings = {
        "--json",
        "--json --agent ann",
        "--json --branch bob/x",
        "--agent bob",
        "--explain --agent ann",
        "--explain",
        "--agent anm",
        "--branch main",
        "--agent ann --branch ann/x",
      })
  void theServerAnswersAsTheFolderDoes(String options) {
    Random random = new Random(7);
    StringBuilder paths = new StringBuilder();
    String[] names = {"a", "b", "c", "x.md", "gatekeeper.yml", "a\nb", "\u00e9", "\"", ".github"};
    for (int i = 0; i < 2500; i++) {
      String first = names[random.nextInt(names.length)];
      paths.append(first);
      // `a` is a folder on main
      for (int depth = random.nextInt(3) + (first.equals("a") ? 1 : 0); depth > 0; depth--) {
        paths.append('/').append(names[random.nextInt(names.length)]);
      }
      paths.append('\0');
    }
    input = paths.toString();
    String line = "check --stdin -z " + options;
    int status = run("team.git", line);
    String local = printed;
    assertThat(local).isNotEmpty().doesNotContain("is a folder");
    assertThat(run(".", line + " --repo " + url("team"))).isEqualTo(status);
    assertThat(printed).isEqualTo(local);
  }

  @ParameterizedTest(name = "in {0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "w/a | mia | check --agent ann x                     | 0 | yes  a/x: ann owns /a/ (team.git/gatekeeper.yml:9)",
        "w/a | mia | check --policy none.yml x               | 2 | there is no such file",
        "w   | mia | status                                  | 0 | 2     bob    blocked",
        "w   | mia | stop ann --reason x --json              | 0 | {\"agent\":\"ann\",\"operation\":\"stop\"",
        "w   | mia | stop anm --reason x                     | 2 | did you mean `ann`",
        "w   | ann | stop ann --reason x                     | 1 | `ann` may not stop ann: that is for a maintainer",
        "w   | mia | resume ann                              | 1 | ann is not stopped",
        "w   | ann | reopen ann --reason x                   | 1 | ann is not closed: ready",
        "w   | mia | rollback bob --dry-run                  | 0 | bob/x would go from",
        "w   | mia | attest bob --commit 0123456789abcdef0123456789abcdef01234567 --passed --evidence https://c.i/1 | 1 | that is for a validator",
        "w   | mia | wait ann                                | 0 | ann may push",
        "w   | mia | wait bob --timeout 1s                   | 1 | bob comes after ann, which has no valid handoff (ready)",
        "w   | mia | wait eve                                | 2 | the policy has no agent `eve`",
        "w   | ann | log                                     | 1 | the ledger is shown to maintainers and validators",
        "w   | mia | log --verify                            | 0 | the ledger is sound: 0 events",
        "w   | mia | log --output 4                          | 2 | the ledger has no event of that number",
        ".   | mia | stop ann --reason x --repo URLnone.git  | 4 | there is no repository of that name",
        "w   | mia | status --json                           | 0 | \"ref\":\"refs/heads/bob/x\"",
        "w   | ann | brief bob                               | 0 | you come after `ann` (The first), which has to hand off first",
        "w   | mia | brief anm                               | 2 | did you mean `ann`",
        "w   | mia | preflight                               | 0 | ready: 0 errors, ",
        "w   | ann | preflight                               | 1 | the checklist is for maintainers",
        "w   | ann | preflight --fix                         | 1 | the checklist is for maintainers",
        "w   | mia | decision 0123456789ab                   | 2 | no decision of that id is on record",
        "w   | nix | status                                  | 4 | or its policy does not name you",
        ".   | mia | status --repo URLnone.git               | 4 | there is no repository of that name",
        ".   | mia | status --repo http://127.0.0.1:1/x.git  | 4 | no answer from http://127.0.0.1:1/x.git",
        ".   | mia | status --repo http://127.0.0.1:1        | 2 | names no repository",
        ".   | mia | check ../x --repo URLteam.git           | 2 | is outside the repository",
        ".   | mia | check --policy x --repo URLteam.git x   | 2 | leave out --policy or --repo",
      })
  void whatAServerSaysEndsAsDocumented(
      String where, String who, String line, int status, String words) throws Exception {
    new Sh(folder)
        .ok("cd w; git config http.extraHeader 'Authorization: Bearer " + server.token(who) + "'");
    String asked = line.replace("URL", server.address().toString());
    assertThat(run(where, asked)).as(printed).isEqualTo(status);
    assertThat(printed).contains(words);
  }

  /** The policy lies beside the served repository, where no clone sees it. */
  @Test
  void verifyJudgesByThePolicyThatTheServerHas() {
    Sh sh = new Sh(folder);
    sh.ok("cd w; git config http.extraHeader 'Authorization: Bearer " + server.token("ann") + "'");
    sh.ok("cd w; git checkout -q -b ann/y; mkdir b; echo x >b/x; git add b; git commit -q -m b");
    assertThat(run("w", "verify --base main")).as(printed).isEqualTo(1);
    assertThat(printed).contains("PATH_FORBIDDEN", "b/x");
  }

  /** Blanks around a token, as a file with a byte order mark leaves them, do no harm. */
  @ParameterizedTest
  @ValueSource(strings = {"%s", "\uFEFF%s\r\n", " %s "})
  void aTokenIsTakenFromTheEnvironment(String form) {
    String token = String.format(form, server.token("mia"));
    assertThat(called(Map.of("GATEKEEPER_TOKEN", token), "status")).as(printed).isZero();
    assertThat(called(Map.of("GATEKEEPER_TOKEN", "gk_no"), "status")).isEqualTo(4);
    assertThat(printed).contains("does not take your credential (401), which came from GATEKEEPER");
    new Sh(folder).ok("cd w; git config http.extraHeader 'Authorization: Bearer no'");
    assertThat(called(Map.of("GATEKEEPER_TOKEN", token), "status")).isEqualTo(4);
    assertThat(printed)
        .contains("which came from http.extraHeader in git's configuration")
        .contains("before which GATEKEEPER_TOKEN does not count");
  }

  /** As a job in CI does it that has no checkout (docs/interfaces.md). */
  @ParameterizedTest
  @CsvSource({
    "status, 2     bob    blocked",
    "status --json, refs/heads/bob/x",
    "check --agent ann a/x, ann owns /a/",
    "brief ann, # Brief of ann",
    "wait ann, ann may push",
    "log, ''",
    "preflight, ready: 0 errors",
    "integrate --dry-run, ''",
    "stop ann --reason x, ann is stopped",
    "attest bob --commit 0123456789abcdef0123456789abcdef01234567 --branch bob/x --passed --evidence https://c.i/1, that is for a validator",
  })
  void whereNoCheckoutIsTheEnvironmentSaysWhatToAsk(String line, String words) throws Exception {
    Map<String, String> known =
        Map.of(
            "GATEKEEPER_URL", url("team"),
            "GATEKEEPER_TOKEN", server.token("mia"),
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_TERMINAL_PROMPT", "0",
            "HOME", folder.toString());
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Sh.Result result = Called.in(empty, known, List.of(line.split(" +", -1)));
    assertThat(result.output()).contains(words).doesNotContain("is not in a git repository");
    assertThat(result.status()).as(result.output()).isLessThan(2);
    String policy = " --policy " + folder.resolve("team.git/gatekeeper.yml");
    Sh.Result local =
        Called.in(folder.resolve("w"), known, List.of(("check a/x" + policy).split(" ", -1)));
    assertThat(local.output()).isEqualTo("a/x: ann\n");
  }

  @Test
  void verifyAsksWhatTheEnvironmentNames() {
    Sh sh = new Sh(folder);
    sh.ok("cd w; git remote remove gate; git checkout -q -b ann/new; mkdir b; echo 1 >b/x");
    sh.ok("cd w; git add b; git commit -q -m three");
    assertThat(called(Map.of("GATEKEEPER_TOKEN", server.token("ann")), "verify --base main"))
        .isEqualTo(3);
    Map<String, String> known =
        Map.of("GATEKEEPER_URL", url("team"), "GATEKEEPER_TOKEN", server.token("ann"));
    assertThat(called(known, "verify --base main")).as(printed).isEqualTo(1);
    assertThat(printed).contains("PATH_FORBIDDEN", "b/x");
    assertThat(called(known, "verify --base main --repo .")).as(printed).isEqualTo(3);
  }

  @Test
  void pathsAreOfTheFolderWhereverTheAnswerComesFrom() {
    Map<String, String> known = new HashMap<>(environment("w"));
    known.putAll(Map.of("GATEKEEPER_URL", url("team"), "GATEKEEPER_TOKEN", server.token("ann")));
    Sh.Result result = Called.in(folder.resolve("w/a"), known, List.of("check", "x", "../b/y"));
    assertThat(result.output()).isEqualTo("a/x: ann\nb/y: bob\n");
  }

  /** Nothing else is asked instead, and nothing changed. */
  @ParameterizedTest
  @ValueSource(strings = {"log --verify", "status", "stop ann --reason no", "check a/x"})
  void anAddressInTheEnvironmentThatIsNoneIsNotPassedOver(String line) {
    for (String url : List.of("git.example.com/p.git", "https:/git.example.com/p.git", "p.git")) {
      assertThat(called(Map.of("GATEKEEPER_URL", url), line)).as(printed).isEqualTo(2);
      assertThat(printed).contains("`GATEKEEPER_URL` is `" + url + "`", "next: set it to one like");
    }
  }

  @Test
  void whoGivesNoCredentialIsToldHowTo() {
    assertThat(called(Map.of(), "status")).isEqualTo(4);
    assertThat(printed)
        .contains("git has none for it (401)", "set GATEKEEPER_TOKEN to a token")
        .doesNotContain("fatal");
  }

  private int called(Map<String, String> more, String line) {
    Map<String, String> environment = new HashMap<>(environment("w"));
    environment.put("HOME", folder.toString());
    environment.putAll(more);
    Sh.Result result = Called.in(folder.resolve("w"), environment, List.of(line.split(" +", -1)));
    printed = result.output();
    return result.status();
  }

  @Test
  void theStatusOfAServerIsThatOfItsFolder() {
    run("team.git", "status");
    String local = printed;
    assertThat(local)
        .matches(
            """
            step  agent  state    since  time  branch         title
            1     ann    ready    -      -     ann/x [0-9a-f]{7}  The first
            2     bob    blocked  -      [^ ]+ +bob/x [0-9a-f]{7}
                    bob comes after ann, which has no valid handoff \\(ready\\)

            order \\(a --> b: b comes after a; a --x b: a waits while b works\\)
              ann --> bob
            """);
    run(".", "status --repo " + url("team"));
    assertThat(printed).isEqualTo(local);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"brief ann", "brief bob", "brief bob --json", "preflight", "preflight --json"})
  void briefAndChecklistOfAServerAreThoseOfItsFolder(String line) {
    assertThat(run("team.git", line)).as(printed).isZero();
    String local = printed;
    assertThat(local).isNotEmpty();
    assertThat(run(".", line + " --repo " + url("team"))).isZero();
    assertThat(printed).isEqualTo(local);
  }

  @Test
  void branchesAreMadeByEitherDoor() {
    new Sh(folder).ok("git -C team.git branch -q -D ann/x");
    for (String where : List.of("team.git", ".")) {
      String door = where.equals(".") ? " --repo " + url("team") : "";
      assertThat(run(where, "preflight" + door)).as(printed).isEqualTo(1);
      assertThat(printed).contains("preflight --fix makes ann/work at ", "not ready: 1 errors");
      assertThat(run(where, "preflight --fix" + door)).as(printed).isZero();
      assertThat(printed).contains("made ann/work at ", "ready: 0 errors");
      new Sh(folder).ok("git -C team.git branch -q -D ann/work");
    }
    assertThat(run("team.git", "log")).isZero();
    assertThat(printed)
        .containsPattern("2  20[^ ]+Z  mia  a maintainer pushed ann/work at ")
        .contains("(on the repository)  a maintainer pushed ann/work at ");
  }

  @Test
  void theLedgerOfAServerIsThatOfItsFolder() throws Exception {
    for (int i = 0; i < 60; i++) {
      assertThat(run(".", "stop ann --reason r" + i + " --repo " + url("team"))).isZero();
      assertThat(run(".", "resume ann --repo " + url("team"))).isZero();
    }
    for (String line : List.of("log", "log --json --limit 110", "log --limit 3", "log --verify")) {
      assertThat(run("team.git", line)).as(printed).isZero();
      String local = printed;
      assertThat(local).isNotEmpty();
      assertThat(run(".", line + " --repo " + url("team"))).isZero();
      assertThat(printed).isEqualTo(local);
    }
    assertThat(run("team.git", "log --limit 1")).isZero();
    assertThat(printed).matches("120  20[^ ]+Z  mia  ann: resumed\n");
  }

  @Test
  void aPolicyThatIsInvalidIsSaidSoWithItsLines() throws Exception {
    Files.writeString(folder.resolve("team.git/gatekeeper.yml"), "version: 1\nagentz: {}\n");
    assertThat(run(".", "status --repo " + url("team"))).as(printed).isEqualTo(3);
    assertThat(printed).contains("gatekeeper: team.git/gatekeeper.yml:2:1: unknown key");
  }

  /** Many long branches of one agent, each of which is followed to its start: that takes long. */
  @Test
  void whatTheLimitsOfThePolicyDoNotLetBeToldIsSaidSo() throws Exception {
    StringBuilder stream = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      stream.append("commit refs/heads/ann/x\ncommitter X <x@x> ").append(2_000_000_000 + i);
      stream.append(" +0000\ndata 1\nx").append(i == 0 ? "\nfrom refs/heads/ann/x^0\n" : "\n");
    }
    Files.writeString(folder.resolve("history"), stream);
    Sh sh = new Sh(folder);
    sh.ok("git -C team.git fast-import --quiet <history");
    sh.ok(
        "cd team.git; for i in $(seq 4000); do echo create refs/heads/ann/$i refs/heads/ann/x; done"
            + " | git update-ref --stdin");
    Files.writeString(folder.resolve("team.git/gatekeeper.yml"), POLICY + "limits: {seconds: 1}\n");
    for (String line : List.of("status", "wait bob", "status --repo " + url("team"))) {
      assertThat(run("team.git", line)).as(printed).isEqualTo(4);
      assertThat(printed)
          .contains(
              "this can't be determined within the limits of the policy: judging it takes longer")
          .contains("next: try again when the machine is less busy");
    }
  }

  private int run(String where, String line) {
    Sh.Result result =
        Called.in(folder.resolve(where), environment(where), input, List.of(line.split(" +", -1)));
    printed = result.output();
    return result.status();
  }

  /** The one place that knows how one shows who one is; the working copy has it configured. */
  private Map<String, String> environment(String where) {
    return where.startsWith("w")
        ? Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_TERMINAL_PROMPT", "0")
        : Map.of(
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_TERMINAL_PROMPT", "0",
            "GIT_CONFIG_COUNT", "1",
            "GIT_CONFIG_KEY_0", "http.extraHeader",
            "GIT_CONFIG_VALUE_0", "Authorization: Bearer " + server.token("mia"));
  }
}
