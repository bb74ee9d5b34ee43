package dev.gatekeeper.hooks.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Sh;
import dev.gatekeeper.hooks.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code verify} judges, and that it says yes to nothing that it did not judge. */
@Timeout(600)
class VerifyTest {
  private static final int HISTORIES = 40;

  @TempDir private Path folder;
  private Sh sh = new Sh(Path.of("."));
  private String printed = "";

  @BeforeEach
  void shell() {
    sh = new Sh(folder);
  }

  private int run(String where, String line) {
    Sh.Result result =
        Called.in(
            folder.resolve(where), Map.of(), List.of(("verify " + line).strip().split(" +", -1)));
    printed = result.output();
    return result.status();
  }

  /** Accepted or not, and each violation that is about a path, without what differs by chance. */
  private static String essence(String line) {
    JsonObject verdict = JsonObject.lenient(line);
    TreeSet<String> found = new TreeSet<>();
    for (JsonObject violation : verdict.objects("violations")) {
      found.add(
          violation.text("code") + " " + violation.text("path") + " " + violation.text("commit"));
    }
    return verdict.text("accepted") + " " + verdict.text("commits") + " " + found;
  }

  @Test
  void ontoSaysWhatTheDoorSaysToABranchThatIsMadeAnew() throws Exception {
    sh.ok("mkdir git");
    int accepted = 0;
    int nothing = 0;
    try (TestServer server = TestServer.below(folder.resolve("git"), folder.resolve("home"))) {
      String token = server.token("ann");
      String push = "git -c http.extraHeader='Authorization: Bearer " + token + "' push -q ";
      for (int seed = 0; seed < HISTORIES; seed++) {
        String name = "w" + seed;
        RandomClone.make(folder, name, seed);
        sh.ok("git init -q --bare -b main git/" + name + ".git");
        sh.ok("cd git/" + name + ".git && git fetch -q ../../" + name + " main:main");
        boolean isIn =
            sh.run("cd " + name + " && " + push + server.address() + name + ".git ann/work")
                    .status()
                == 0;
        List<String> log =
            Files.readAllLines(folder.resolve("git/" + name + ".git/gatekeeper/decisions.jsonl"));
        String door = log.get(log.size() - 1);
        int status = run(name, "--onto main --principal ann --json");
        assertThat(status).as("%d: %s", seed, printed).isEqualTo(isIn ? 0 : 1);
        String told = printed.lines().findFirst().orElse("");
        assertThat(essence(told)).as("seed %d", seed).isEqualTo(essence(door));
        accepted += isIn ? 1 : 0;
        nothing += told.contains("\"commits\":0") ? 1 : 0;
      }
    }
    assertThat(accepted).isBetween(HISTORIES / 8, HISTORIES * 7 / 8);
    assertThat(nothing).isLessThan(HISTORIES / 2);
  }

  @Test
  void aShallowCloneIsJudgedAsAWholeOneOrNotAtAll() throws Exception {
    int judged = 0;
    int refused = 0;
    for (int seed = 0; seed < HISTORIES; seed++) {
      String name = "w" + seed;
      RandomClone.make(folder, name, seed);
      String line = "--onto origin/main --branch ann/work --principal ann --json";
      sh.ok(
          "git clone -q file://\"$PWD\"/"
              + name
              + " whole && cd whole && git checkout -q ann/work");
      int whole = run("whole", line);
      String answer = printed;
      for (int depth = 1; depth < 8; depth++) {
        sh.ok(
            "git clone -q --no-single-branch --depth "
                + depth
                + " file://\"$PWD\"/"
                + name
                + " cut && cd cut && git checkout -q ann/work");
        int status = run("cut", line);
        if (status == 4) {
          assertThat(printed).contains("the history is shallow", "git fetch --unshallow");
          refused++;
        } else {
          assertThat(status).as("seed %d, depth %d: %s", seed, depth, printed).isEqualTo(whole);
          assertThat(essence(printed.lines().findFirst().orElse("")))
              .as("seed %d, depth %d", seed, depth)
              .isEqualTo(essence(answer.lines().findFirst().orElse("")));
          judged += sh.run("test -s cut/.git/shallow").status() == 0 ? 1 : 0;
        }
        sh.ok("rm -rf cut");
      }
      sh.ok("rm -rf whole");
    }
    assertThat(judged).as("of %d", judged + refused).isGreaterThan(5);
    assertThat(refused).isGreaterThan(5);
  }

  /**
   * Of {@code r.git}, whose main has moved on since ann began, and whose ann/bad holds a trespass:
   * {@code w} is a clone of all, {@code gate} one whose remote has another name, {@code ci} one as
   * CI makes it, {@code thin} has no contents that are not checked out.
   */
  private void clones() throws IOException {
    sh.ok("git init -q -b main first; mkdir first/a first/b; echo 1 >first/a/x; echo 1 >first/b/x");
    Files.writeString(folder.resolve("first/gatekeeper.yml"), RandomClone.POLICY);
    sh.ok(
        "cd first; git add .; git commit -q -m one; git checkout -q -b ann/good;"
            + " echo 2 >a/x; git commit -qam two; echo 3 >a/x; git commit -qam three;"
            + " git checkout -q -b ann/bad; echo 4 >b/x; git commit -qam four;"
            + " echo 5 >b/x; git commit -qam five; git checkout -q main; echo 6 >b/x;"
            + " git commit -qam six; git branch ann/none main~1");
    sh.ok("git clone -q --bare first r.git; git -C r.git config uploadpack.allowFilter true");
    String url = "file://\"$PWD\"/r.git ";
    sh.ok("git clone -q " + url + "w; git clone -q -o gate " + url + "gate");
    sh.ok(
        "cd gate; git checkout -q -b ann/new origin/main 2>/dev/null || git checkout -q -b ann/new");
    sh.ok("cd gate; git reset -q --hard gate/ann/good; git branch -f main main~1");
    sh.ok("git clone -q --depth 1 --no-single-branch " + url + "ci");
    sh.ok("cd ci; git checkout -q --detach origin/ann/bad");
    sh.ok("git clone -q --filter=blob:none --no-checkout " + url + "thin");
    sh.ok("cd w; for b in good bad none; do git branch ann/$b origin/ann/$b; done");
    sh.ok("cd w; git checkout -q ann/bad; git worktree add -q ../linked ann/good");
    sh.ok("cd w; git branch ann/moved ann/good; git branch main-before main~1");
  }

  @ParameterizedTest(name = "in {0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "w      |                                                      | 1 | nothing was judged: `origin/ann/bad` as last fetched has all of ; --onto origin/main",
        "w      | --json                                               | 1 | nothing was judged",
        "w      | --head origin/ann/bad                                | 1 | nothing was judged",
        "w      | --branch ann/x --head main                           | 1 | nothing was judged: the integration branch has all of",
        "w      | --branch ann/none                                    | 1 | nothing was judged",
        "w      | --onto origin/main                                   | 1 | PATH_NOT_OWNED",
        "w      | --onto origin/main --json                            | 1 | \"commits\":4",
        "w      | --onto main --branch ann/good                        | 0 | accepted ann/good",
        "w      | --onto main --branch ann/none                        | 0 | no new commits, nothing was judged: `main` has all of",
        "w      | --onto main --branch ann/none --json                 | 0 | \"commits\":0; nothing was judged",
        "w      | --onto main --branch ann/none --format sarif         | 0 | {\"$schema\"; nothing was judged",
        "w      | --onto main --branch main                            | 0 | no new commits",
        "w      | --onto main --branch main --principal mia            | 0 | no new commits",
        "w      | --onto main-before --branch main --principal mia     | 1 | NOT_VALIDATED",
        "w      | --onto main --branch ann/x                           | 2 | `refs/heads/ann/x` is not a commit",
        "w      | --onto nowhere                                       | 2 | `nowhere` is not a commit",
        "w      | --onto main --base main                              | 2 | not both",
        "w      | --base main --branch ann/good                        | 1 | NON_FAST_FORWARD; --onto main",
        "linked | --branch ann/y --head HEAD                           | 0 | accepted ann/y",
        "linked | --onto main --head HEAD~1 --json                     | 0 | \"commits\":1",
        "gate   |                                                      | 0 | accepted ann/new",
        "gate   | --branch ann/bad --head gate/ann/bad                 | 1 | `gate/ann/bad` as last fetched has all of ; --onto gate/main",
        "ci     | --onto origin/main                                   | 2 | name one with --branch",
        "ci     | --onto origin/main --branch ann/bad                  | 4 | the history is shallow: it is cut off at ; `fetch-depth: 0`",
        "ci     | --branch ann/bad --base origin/main --head HEAD      | 4 | the history is shallow",
        "ci     | --onto origin/main~1 --branch ann/bad                | 4 | whose history is shallow",
        "thin   | --onto origin/main --branch ann/bad --head origin/ann/bad | 4 | the clone is partial: ; --no-filter",
        "r.git  | --branch ann/bad --onto main                         | 1 | PATH_NOT_OWNED",
        "r.git  | --branch ann/good --onto main                        | 0 | accepted",
      })
  void itNeverSaysYesToWhatItDidNotJudge(String where, String line, int status, String words)
      throws IOException {
    clones();
    assertThat(run(where, line == null ? "" : line)).as(printed).isEqualTo(status);
    assertThat(printed).contains(words.split(" *; *", -1));
  }

  @Test
  void whatTheMessagesAdviseLeadsOn() throws IOException {
    clones();
    sh.ok("cd ci; git fetch -q --unshallow; cd ../thin; git fetch -q --refetch --no-filter");
    assertThat(run("ci", "--onto origin/main --branch ann/bad")).isEqualTo(1);
    assertThat(printed).contains("PATH_NOT_OWNED").doesNotContain("gatekeeper.yml ");
    assertThat(run("thin", "--onto origin/main --branch ann/bad --head origin/ann/bad"))
        .as(printed)
        .isEqualTo(1);
    assertThat(printed).contains("PATH_NOT_OWNED");
  }

  /** Others that read history say the same; what is all there, or needs none, is answered. */
  @ParameterizedTest(name = "in {0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ci    | status --policy gatekeeper.yml                      | 4 | the history is shallow; fetch-depth",
        "ci    | lint --tree HEAD~1                                 | 4 | whose history is shallow",
        "ci    | lint --tree HEAD                                   | 0 | ",
        "ci    | check a/x                                          | 0 | a/x: ann",
        "treeless | lint --tree origin/ann/good                     | 4 | the clone is partial",
        "treeless | diff origin/ann/good:gatekeeper.yml origin/main:gatekeeper.yml | 4 | the clone is partial; --no-filter",
        "treeless | status                                          | 2 | is a working copy",
      })
  void soDoOthers(String where, String line, int status, String words) throws IOException {
    clones();
    sh.ok("git clone -q --filter=tree:0 --no-checkout file://\"$PWD\"/r.git treeless");
    Files.writeString(folder.resolve("treeless/.git/gatekeeper.yml"), RandomClone.POLICY);
    Sh.Result result = Called.in(folder.resolve(where), Map.of(), List.of(line.split(" +", -1)));
    assertThat(result.status()).as(result.output()).isEqualTo(status);
    assertThat(result.output()).contains(words == null ? "" : words.split(" *; *", -1)[0]);
  }

  @Test
  void aPullRequestIsJudgedByThePolicyOfItsTarget() throws IOException {
    clones();
    sh.ok("cd w; git checkout -q -b ann/policy origin/ann/good");
    Files.writeString(
        folder.resolve("w/gatekeeper.yml"), RandomClone.POLICY.replace("[/a/]", "[/]"));
    sh.ok("cd w; git commit -qam wider; echo 7 >b/x; git commit -qam trespass");
    sh.ok("cd w; git symbolic-ref -d refs/remotes/origin/HEAD"); // as in CI
    assertThat(run("w", "--onto origin/main --json")).isEqualTo(1);
    assertThat(printed).contains("\"PROTECTED\"", "\"PATH_NOT_OWNED\"");
    sh.ok("cd w; git rm -q gatekeeper.yml; git commit -qm none; git branch target");
    sh.ok("cd w; git checkout -q -b ann/later; echo 8 >a/x; git commit -qam eight");
    assertThat(run("w", "--onto target")).as(printed).isEqualTo(3);
    assertThat(printed).contains("no `gatekeeper.yml` in the git directory or in target");
  }

  /** A clone has no ledger: what may be pushed there may still be refused for order or size. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gate  | --principal ann                    | 0 | true",
        "gate  | --principal ann --json             | 0 | true",
        "gate  | --principal ann --format sarif     | 0 | true",
        "gate  | --principal ann --format github    | 0 | true",
        "gate  | --principal ann --onto gate/main   | 0 | true",
        "w     | --onto origin/main --principal ann | 1 | false",
        "r.git | --branch ann/good --onto main --principal ann | 0 | false",
      })
  void whatIsNotJudgedInACloneIsSaid(String where, String line, int status, boolean isSaid)
      throws IOException {
    clones();
    assertThat(run(where, line)).as(printed).isEqualTo(status);
    String note = "order (stops, turns, handoffs) and `limits.pack` are not judged in a clone";
    assertThat(printed.contains(note)).as(printed).isEqualTo(isSaid);
    if (line.contains("--json")) {
      assertThat(JsonObject.lenient(printed.lines().findFirst().orElse("")).texts("notes"))
          .anyMatch(found -> found.startsWith(note));
    }
  }

  @Test
  void thatMainWasNotFetchedIsNotTakenForThatItIsNotThere() throws IOException {
    clones();
    sh.ok("git clone -q --single-branch --branch ann/good file://\"$PWD\"/r.git one");
    Files.writeString(folder.resolve("one/.git/gatekeeper.yml"), RandomClone.POLICY);
    sh.ok("cd one; echo 9 >a/y; git add a/y; git commit -qm nine");
    for (String line : List.of("--principal ann", "--principal ann --branch ann/new --head HEAD")) {
      assertThat(run("one", line)).as(printed).isEqualTo(4);
      assertThat(printed)
          .contains("main was not fetched", "git fetch origin main:refs/remotes/origin/main");
    }
    sh.ok("cd one; git fetch -q origin main:refs/remotes/origin/main");
    assertThat(run("one", "--principal ann")).as(printed).isZero();
    sh.ok("git init -q --bare -b main empty.git; git -C one push -q ../empty.git HEAD:ann/good");
    sh.ok(
        "git clone -q empty.git bare-of-main; cd bare-of-main; git checkout -q -b ann/good"
            + " origin/ann/good; git commit -q --allow-empty -m ten");
    Files.writeString(folder.resolve("bare-of-main/.git/gatekeeper.yml"), RandomClone.POLICY);
    assertThat(run("bare-of-main", "--principal ann")).as(printed).isEqualTo(1);
    assertThat(printed).contains("there is no branch main yet");
  }
}
