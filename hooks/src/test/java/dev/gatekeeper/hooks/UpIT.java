package dev.gatekeeper.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.store.LockFile;
import dev.gatekeeper.server.auth.Token;
import dev.gatekeeper.server.auth.Tokens;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A clone's own gate, with the installed program, in an empty home and without a locale. */
@Timeout(600)
class UpIT {
  private static final String POLICY =
      """
      version: 1

      integration:
        maintainers: [Alice B]

      agents:
        backend:
          branches: ["backend/**"]
          principals: [bert]
          owns: [/server/]
          validate: [{exists: /server/}]

        frontend:
          branches: ["frontend/**"]
          owns: [/web/]
      """;

  private static final List<Principal> PRINCIPALS =
      Stream.of("Alice B", "bert", "frontend").map(Principal::new).toList();

  @TempDir private Path folder;
  private Path clone = Path.of("/");
  private Path gate = Path.of("/");
  private Sh sh = new Sh(Path.of("/"));

  @BeforeEach
  void project() throws Exception {
    clone = Files.createDirectories(folder.resolve("my project"));
    gate = folder.resolve("my project.gate");
    Path home = Files.createDirectories(folder.resolve("home"));
    sh =
        new Sh(clone)
            .with("PATH", Installed.bin() + ":" + System.getenv("PATH"))
            .with("HOME", home.toString())
            .with("XDG_STATE_HOME", "");
    sh.ok("git init -q -b main; mkdir server web; echo 1 >server/a; echo 1 >web/a");
    Files.writeString(clone.resolve("gatekeeper.yml"), POLICY);
    sh.ok("git add .; git commit -q -m Begin");
  }

  @AfterEach
  void stop() {
    sh.run("unset LC_ALL LANG; gatekeeper down");
  }

  /** A line that works out, as somebody types it who has no locale. */
  private String ok(String line) {
    return sh.ok("unset LC_ALL LANG; " + line);
  }

  private Sh.Result run(String line) {
    return sh.run("unset LC_ALL LANG; " + line);
  }

  private Path repository() {
    return gate.resolve("git/my-project.git");
  }

  private String port() {
    return ok("git config remote.gate.url").replaceAll("(?s).*:|/.*", "");
  }

  @Test
  void fourCommandsLeadToTheFirstJudgedPush() throws Exception {
    String up = ok("gatekeeper up");
    assertThat(up)
        .contains("gatekeeper worktree backend\n")
        .contains("gatekeeper worktree frontend\n");
    ok("gatekeeper worktree backend");
    ok("cd '../my project-backend' && echo 2 >server/b && git add . && git commit -q -m Work");
    Sh.Result pushed = run("cd '../my project-backend' && git push -o handoff");
    assertThat(pushed.output()).contains("accepted backend/work").contains("handed off backend");
    assertThat(pushed.status()).isZero();
    ok("cd '../my project-backend' && echo 2 >web/b && git add . && git commit -q -m Trespass");
    Sh.Result refused = run("cd '../my project-backend' && git push");
    assertThat(refused.output()).contains("PATH_NOT_OWNED");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(ok("cd '../my project-backend' && gatekeeper whoami")).startsWith("bert at ");
    String port = port();
    assertSecretsAreKept();

    String again = ok("gatekeeper up");
    assertThat(again).contains("is up already").contains("gatekeeper worktree backend\n");

    String integrate =
        up.lines().filter(line -> line.endsWith(" gatekeeper integrate")).findFirst().orElse("");
    assertThat(ok(integrate)).contains("backend");

    assertThat(ok("gatekeeper down")).contains("down; tokens revoked: 3");
    assertWhatIsLeft();
    assertThat(ok("gatekeeper down")).contains("is down already; nothing was done");
    assertThat(run("gatekeeper worktree frontend").output())
        .contains("the gate of this clone is down\nnext: gatekeeper up");

    ok("gatekeeper up");
    assertThat(port()).isEqualTo(port);
    assertThat(ok("cd '../my project-backend' && gatekeeper whoami")).startsWith("bert at ");
    assertThat(ok("gatekeeper log --verify --repo '" + repository() + "'")).contains("is sound");
    ok("gatekeeper worktree frontend && gatekeeper down");
    assertWhatIsLeft();
  }

  @Test
  void aLinkToNothingInPlaceOfThePolicyIsNamed() {
    ok(
        "rm gatekeeper.yml; ln -s nothing gatekeeper.yml; printf '## Agent: a\\n- Owns: `/a/`\\n' >PLAN.md");
    Sh.Result up = run("gatekeeper up");
    assertThat(up.output()).contains("gatekeeper.yml` is a symbolic link to a file that does not");
    assertThat(up.output()).contains("next: remove it, then gatekeeper up");
  }

  /** Its owner could replace the tokens in it. */
  @Test
  void aFolderOfSomebodyElseIsNotUsed() {
    assumeTrue(run("id -u").output().strip().equals("0"), "only root can give folders away");
    ok("mkdir '../my project.gate'; chown 65534 '../my project.gate'");
    Sh.Result up = run("gatekeeper up");
    assertThat(up.output()).contains("my project.gate` belongs to ");
    assertThat(up.status()).isEqualTo(4);
    assertThat(ok("ls -A '../my project.gate'")).isEmpty();
  }

  /** At a terminal, which `script` makes: what can't be an answer is asked for again. */
  @Test
  void askedAtATerminalAPersonMakesThePolicy() throws Exception {
    assumeTrue(run("command -v script").status() == 0, "there is no `script`");
    Files.delete(clone.resolve("gatekeeper.yml"));
    String answers =
        "\\nBad Name\\nbackend\\na//b\\nserver\\nbackend\\nfrontend\\n/web/ README.md\\n\\n";
    ok("! script -qec 'gatekeeper up' /dev/null </dev/null >../said");
    assertThat(Files.readString(folder.resolve("said"))).contains("no answer; nothing was written");
    assertThat(clone.resolve("gatekeeper.yml")).doesNotExist();
    ok("printf '%b' '" + answers + "' | script -qec 'gatekeeper up' /dev/null >../said");
    assertThat(Files.readString(folder.resolve("said")))
        .contains("can't be the id of an agent")
        .contains("`a//b`: ")
        .contains("this agent exists already")
        .contains("gatekeeper worktree frontend");
    assertThat(clone.resolve("gatekeeper.yml"))
        .content()
        .contains("owns: [\"/server/\"]")
        .contains("owns: [\"/web/\", \"/README.md\"]");
  }

  @Test
  void withoutATerminalNobodyIsAsked() throws Exception {
    Files.delete(clone.resolve("gatekeeper.yml"));
    Sh.Result alone = run("gatekeeper up </dev/null");
    assertThat(alone.output()).contains("there is no policy").contains("next: gatekeeper init");
    assertThat(clone.resolve("gatekeeper.yml")).doesNotExist();
    assertThat(gate).doesNotExist();
  }

  /** No token in the working copies, none that others can read, none on a command line. */
  private void assertSecretsAreKept() throws Exception {
    List<String> secrets = new ArrayList<>();
    try (Stream<Path> files = Files.list(gate.resolve("tokens"))) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
        secrets.add(Files.readString(file).strip());
      }
    }
    assertThat(secrets).hasSize(PRINCIPALS.size());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(gate)))
        .isEqualTo("rwx------");
    for (String secret : secrets) {
      sh.with("SECRET", secret);
      assertThat(sh.run("grep -rl -e \"$SECRET\" . '../my project-backend' ../home").output())
          .isEmpty();
      assertThat(ProcessHandle.allProcesses().map(process -> process.info().commandLine()))
          .noneMatch(line -> line.filter(words -> words.contains(secret)).isPresent());
      assertThat(sh.run("grep -rl -e \"$SECRET\" '" + gate + "'").output().lines()).hasSize(1);
    }
    sh.with("SECRET", "");
    assertThat(ok("git status --porcelain --ignored")).isEmpty();
  }

  private void assertWhatIsLeft() {
    assertThat(ok("ls -A '" + gate + "' '" + gate + "/git'").lines().filter(l -> !l.isEmpty()))
        .containsExactly(gate + ":", "git", gate + "/git:", "my-project.git");
    assertThat(ok("ls -A '" + repository() + "'"))
        .contains("gatekeeper.yml")
        .contains("gatekeeper\n");
    assertThat(ok("git remote")).isEqualTo("gate\n");
    assertThat(processes()).isEmpty();
  }

  /** The servers of this gate. */
  private List<Long> processes() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .arguments()
                    .filter(all -> List.of(all).contains(gate.resolve("server.lock").toString()))
                    .isPresent())
        .map(ProcessHandle::pid)
        .toList();
  }

  /** What an {@code up} has done last before it is killed. */
  private enum Step {
    LOCKED,
    KNOWN,
    FOLDER,
    DRAFT,
    REPOSITORY,
    TOKENS,
    TOKEN_FILE,
    REMOTE,
    LOG,
    SERVER
  }

  private boolean isReached(Step step) throws IOException {
    return switch (step) {
      case LOCKED -> Files.exists(clone.resolve(".git/gatekeeper-up.lock"));
      case KNOWN -> Files.readString(clone.resolve(".git/config")).contains("up = ");
      case FOLDER -> Files.exists(gate.resolve("git"));
      case DRAFT -> sh.run("ls '" + gate + "'/git/.new-*/made").status() == 0;
      case REPOSITORY -> Files.exists(repository());
      case TOKENS -> Files.exists(gate.resolve("home/tokens.jsonl"));
      case TOKEN_FILE -> Files.exists(gate.resolve("tokens/bert"));
      case REMOTE -> Files.readString(clone.resolve(".git/config")).contains("[remote \"gate\"]");
      case LOG -> Files.exists(gate.resolve("server.log"));
      case SERVER -> Files.exists(gate.resolve("server.lock"));
    };
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource
  void whatAKilledUpLeftIsPutRight(Step step) throws Exception {
    List<String> command = new ArrayList<>(Installed.java("up"));
    command.add(1, "-Dgatekeeper.launcher=" + Installed.launcher());
    ProcessBuilder builder = new ProcessBuilder(command).directory(clone.toFile());
    builder.environment().put("HOME", folder.resolve("home").toString());
    Process up =
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
    while (!isReached(step) && up.isAlive()) {
      Thread.onSpinWait();
    }
    up.destroyForcibly().waitFor();

    String healed = ok("gatekeeper up");
    assertThat(healed).contains("gatekeeper worktree backend\n");
    assertThat(processes()).hasSize(1);
    assertThat(LockFile.isHeld(gate.resolve("server.lock"))).isTrue();
    Tokens tokens = new Tokens(gate.resolve("home"), Clock.systemUTC());
    assertThat(tokens.all())
        .extracting(Token::principal)
        .containsExactlyInAnyOrderElementsOf(PRINCIPALS);
    assertThat(ok("ls -A '" + gate + "/git'")).isEqualTo("my-project.git\n");
    assertThat(ok("git -C '" + repository() + "' rev-parse main"))
        .isEqualTo(ok("git rev-parse main"));
    assertThat(ok("gatekeeper worktree backend")).contains("pushing as bert");
  }

  @Test
  void aKilledServerAndATakenPortAreNoObstacle() throws Exception {
    ok("gatekeeper up && gatekeeper worktree backend");
    String port = port();
    ok("kill -9 " + processes().get(0));
    // the system releases the lock of a killed process a moment after the process is gone
    while (!processes().isEmpty() || LockFile.isHeld(gate.resolve("server.lock"))) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    // what it wrote is still there, and by now another process may have its id
    Files.writeString(
        gate.resolve("server.lock"), ProcessHandle.current().pid() + " http://127.0.0.1:1/\n");
    try (ServerSocket other = bound(Integer.parseInt(port))) {
      assertThat(other.isBound()).isTrue();
      assertThat(ok("gatekeeper up")).contains("port " + port + " is taken by another program");
    }
    assertThat(port()).isNotEqualTo(port);
    assertThat(ok("cd '../my project-backend' && gatekeeper whoami")).startsWith("bert at ");
    ok(
        "cd '../my project-backend' && echo 3 >server/c && git add . && git commit -q -m C && git"
            + " push");
    String moved = port();
    ok("kill -9 " + processes().get(0));
    ok("gatekeeper up");
    assertThat(port()).isEqualTo(moved);
  }

  @Test
  void ofTwoAtOnceOneDoesIt() {
    String both =
        ok(
            "for n in 1 2; do (gatekeeper up >../out.$n 2>&1; echo $? >../rc.$n) & done; wait;"
                + " cat ../rc.1 ../rc.2 | sort; cat ../out.1 ../out.2");
    // the second may come when the first has ended
    assertThat(both).matches("(?s)0\n[01]\n.*").contains("gatekeeper worktree backend\n");
    assertThat(both)
        .containsAnyOf("another `gatekeeper up` or `gatekeeper down` is running", "is up already");
    assertThat(processes()).hasSize(1);
  }

  /** The system releases the port of a killed process a moment after the process is gone. */
  private static ServerSocket bound(int port) throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    for (int tries = 0; ; tries++) {
      try {
        return new ServerSocket(port, 1, loopback);
      } catch (BindException e) {
        if (tries == 500) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "rm gatekeeper.yml | 3 | next: gatekeeper init",
        "echo 'version: 9' >gatekeeper.yml | 3 | next: gatekeeper lint shows where",
        "git branch -m trunk | 1 | such as `trunk`",
        "git clone -q --bare . ../b.git; cd ../b.git | 2 | is a bare repository",
        "git worktree add -q ../w; cd ../w | 2 | is a worktree, and `up` is for the clone",
        "git remote add gate https://example.com/x.git | 1 | the remote `gate` at"
            + " https://example.com",
        "git clone -q --depth 1 \"file://$PWD\" ../s; cd ../s | 4 | next: git fetch --unshallow",
        "mkdir '../my project.gate'; echo >'../my project.gate/x' | 1 | git config gatekeeper.up",
        "set -- --folder in/here; mkdir in | 2 | is in the working copy",
        "set -- --folder ../no/gate | 2 | next: make it first: mkdir -p",
        "set -- --folder /proc/gate | 4 | or name another folder: gatekeeper up --folder DIR",
        "cd .. | 4 | is not in a git repository, and `up` is for a clone",
        "rm -rf .git; git init -q -b main | 1 | next: git add the files of the project, git commit",
        "mkdir ../bin; for p in gatekeeper sh sed cat; do ln -s $(command -v $p) ../bin; done;"
            + " PATH=../bin | 4 | next: install git, or put its folder on the PATH",
      })
  void whatIsMissingIsSaid(String before, int status, String said) throws Exception {
    Sh.Result result = run(before.strip() + "; gatekeeper up \"$@\"");
    assertThat(result.output()).contains(said);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result.output().lines().filter(line -> line.startsWith("next: "))).hasSize(1);
    assertThat(processes()).isEmpty();
    assertThat(repository()).doesNotExist();
    assertThat(sh.run("git config gatekeeper.up").output()).isEmpty();
  }

  @Test
  void whatIsNotCommittedIsNamed() {
    ok("echo 2 >server/a; echo 1 >web/new; echo '# more' >>gatekeeper.yml");
    assertThat(ok("gatekeeper up")).contains("stays out of the gate's repository: paths 2 ");
    assertThat(ok("git -C '" + repository() + "' show main:server/a")).isEqualTo("1\n");
    assertThat(ok("git status --porcelain").lines()).hasSize(3);
    assertThat(ok("gatekeeper up")).doesNotContain("stays out of");
  }

  @Test
  void aCitationNamesThePolicyThatLiesBesideTheRepository() throws Exception {
    ok("gatekeeper up && gatekeeper worktree backend");
    String check = " && gatekeeper check --agent backend server/x";
    String beside = "backend owns /server/ (my-project.git/gatekeeper.yml:10)";
    assertThat(ok("cd '../my project-backend'" + check)).contains(beside);
    assertThat(ok("cd '" + repository() + "'" + check)).contains(beside);
    assertThat(ok("cd '../my project-backend' && gatekeeper brief backend"))
        .contains("my-project.git/gatekeeper.yml");
    ok("git clone -q --bare . ../b.git");
    assertThat(ok("cd ../b.git" + check)).contains("backend owns /server/ (gatekeeper.yml:10)");
  }

  /**
   * What a branch holds decides nothing where another policy lies beside, and whoever pushes it is
   * told.
   */
  @Test
  void aPolicyThatIsPushedWithoutEffectIsNamed() throws Exception {
    ok("gatekeeper up");
    ok("git clone -q '" + gate + "/git/my-project.git' ../alice");
    String push =
        "cd ../alice && echo '# more' >>gatekeeper.yml && git commit -q -a -m More && git -c"
            + " http.extraHeader=\"Authorization: Bearer $(cat '"
            + gate.resolve("tokens")
            + "'/Alice*)\" push -o gatekeeper.override=why "
            + ok("git config remote.gate.url").strip()
            + " main";
    assertThat(ok(push)).contains("gatekeeper.yml on main is changed without effect");
    assertThat(run("gatekeeper preflight --repo '" + repository() + "'").output())
        .contains("gatekeeper.yml on main is not the one in force");
  }

  @Test
  void aPolicyIsMadeOfOwners() throws Exception {
    sh.ok("rm gatekeeper.yml; mkdir .github");
    Files.writeString(clone.resolve(".github/CODEOWNERS"), "/server/ @bert\n/web/ @frida\n");
    assertThat(ok("gatekeeper up"))
        .contains("wrote gatekeeper.yml, made from .github/CODEOWNERS")
        .contains("gatekeeper worktree bert\n")
        .contains("gatekeeper worktree frida\n");
    assertThat(ok("gatekeeper worktree frida")).contains("pushing as ");
  }

  @Test
  void aPolicyIsSetOnRecord() throws Exception {
    ok("gatekeeper up");
    assertThat(ok("gatekeeper policy where")).startsWith(repository() + "/gatekeeper.yml\n");
    assertThat(ok("gatekeeper policy show")).isEqualTo(POLICY);
    assertThat(ok("gatekeeper policy set")).contains("is in force already");
    Files.writeString(clone.resolve("gatekeeper.yml"), POLICY.replace("/web/", "/web/, /doc/"));
    Sh.Result diff = run("gatekeeper policy diff");
    assertThat(diff.output()).contains("frontend: may now change doc/x");
    assertThat(diff.status()).isEqualTo(1);
    assertThat(ok("gatekeeper up")).contains("gatekeeper policy set puts it in force");
    assertThat(ok("gatekeeper policy set")).contains("in force from the next push on");
    assertThat(ok("gatekeeper log --repo '" + repository() + "'"))
        .contains("(on the repository)  the policy changed");
    assertThat(ok("gatekeeper log --verify --repo '" + repository() + "'")).contains("is sound");
    Files.writeString(clone.resolve("gatekeeper.yml"), POLICY.replace("/web/", "/server/"));
    Sh.Result invalid = run("gatekeeper policy set");
    assertThat(invalid.output()).contains("may both change one path");
    assertThat(invalid.status()).isEqualTo(3);
    assertThat(ok("gatekeeper policy show")).contains("/web/, /doc/");
    ok("gatekeeper worktree frontend");
    Sh.Result agents = run("cd '../my project-frontend' && gatekeeper policy set");
    assertThat(agents.output()).contains("a policy is set on the gate's own repository");
    assertThat(agents.status()).isEqualTo(2);
  }

  @Test
  void aPolicyOnTheBranchIsChangedByAPushAlone() throws Exception {
    ok("git clone -q --bare . ../b.git");
    String repo = " --repo ../b.git";
    assertThat(ok("gatekeeper policy where" + repo)).contains("on the branch main");
    Sh.Result set = run("gatekeeper policy set gatekeeper.yml" + repo);
    assertThat(set.output()).contains("is on its integration branch").contains("next: ");
    assertThat(set.status()).isEqualTo(1);
    assertThat(folder.resolve("b.git/gatekeeper.yml")).doesNotExist();
  }

  @Test
  void aTokenGoesIntoAFileThatIsPrivate() throws Exception {
    String token = "gatekeeper token new bert --home ../home/gate --output ";
    Sh.Result inside = run(token + "t");
    assertThat(inside.output()).contains("could publish the token");
    assertThat(inside.status()).isEqualTo(2);
    assertThat(clone.resolve("t")).doesNotExist();
    Sh.Result nowhere = run(token + "../no/t");
    assertThat(nowhere.status()).isEqualTo(2);
    sh.ok("echo '*.token' >>.git/info/exclude");
    assertThat(ok(token + "t.token")).contains("wrote ").doesNotContain("gk_");
    assertThat(ok("umask 0; " + token + "../t")).doesNotContain("in place of");
    for (Path file : List.of(clone.resolve("t.token"), folder.resolve("t"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(Files.readString(file)).startsWith("gk_");
    }
    String before = Files.readString(folder.resolve("t"));
    Sh.Result again = run(token + "../t");
    assertThat(again.output()).contains("exists already; nothing was changed");
    assertThat(again.status()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("t"))).isEqualTo(before);
    assertThat(ok(token + "../t --force")).contains("replacing the old file");
    assertThat(Files.readString(folder.resolve("t"))).isNotEqualTo(before);
    // what was refused has made no token
    assertThat(ok("gatekeeper token list --home ../home/gate").lines()).hasSize(3);
  }

  @Test
  void aHookIsAskedWhomItSees() {
    ok("git clone -q --bare . ../b.git; gatekeeper install ../b.git --principal-variable WHO");
    Map<String, Integer> asked = Map.of("", 1, "WHO=bert ", 0, "WHO=nobody ", 1);
    asked.forEach(
        (who, status) ->
            assertThat(run(who + "gatekeeper whoami --repo ../b.git").status()).isEqualTo(status));
    assertThat(ok("WHO='Alice B' gatekeeper whoami --repo ../b.git --json"))
        .contains("\"principal\":\"Alice B\",\"roles\":[\"maintainer\"],\"agents\":[]");
    assertThat(run("gatekeeper whoami --repo ../b.git").output())
        .contains("none of the variables that its hook trusts is set: WHO");
  }
}
