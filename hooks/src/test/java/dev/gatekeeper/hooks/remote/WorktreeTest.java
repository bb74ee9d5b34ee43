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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Worktrees of a clone of a served repository, ready to work in, with real git. */
@SuppressWarnings("NullAway.Init")
@Timeout(300)
class WorktreeTest {
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [mia]}
      agents:
        ann: {branches: ["ann/**"], owns: [/a/, /s/]}
        cat: {branches: [cat], owns: [/c/]}
        bob: {branches: ["bob/**"], owns: [/b/], after: [ann]}
        dan: {branches: ["dan/**"], owns: [/d/], after: [ann, cat]}
      waivers:
        - {agent: cat, paths: [/s/], until: 9999-12-31, reason: both work there}
      """;

  @TempDir private Path folder;
  private Sh sh;
  private TestServer server;
  private String printed = "";
  private final Map<String, String> tokens = new HashMap<>();

  @BeforeEach
  void serve() throws Exception {
    sh = new Sh(folder);
    sh.ok("git init -q --bare -b main team.git; git init -q -b main first; mkdir first/a");
    sh.ok("cd first; echo x >a/x; git add .; git commit -q -m one; git push -q ../team.git main");
    Files.writeString(folder.resolve("team.git/gatekeeper.yml"), POLICY);
    server = TestServer.of(folder.resolve("team.git"), folder.resolve("home"));
    for (String name : List.of("mia", "ann", "bob", "cat", "dan")) {
      String token = server.token(name);
      tokens.put(name, token);
      Files.writeString(folder.resolve(name + ".token"), token + "\n");
    }
    sh.ok("git clone -q team.git w; cd w; git remote set-url origin " + url());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private String url() {
    return server.address() + "team.git";
  }

  private int run(String where, Map<String, String> more, String line) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + who + "_NAME", "someone");
      environment.put("GIT_" + who + "_EMAIL", "someone@example.com");
    }
    List<String> arguments = List.of(line.replace("URL", url()).split(" +", -1));
    Sh.Result result = Called.in(folder.resolve(where), environment, arguments);
    printed = result.output();
    return result.status();
  }

  /** Makes a worktree with the agent's token in a file. */
  private int worktree(String agent) {
    return run("w", Map.of(), "worktree " + agent + " --token-file ../" + agent + ".token");
  }

  private void handOff(String agent, String file, String text) {
    assertThat(worktree(agent)).as(printed).isZero();
    sh.ok(
        "cd w-"
            + agent
            + "; mkdir -p "
            + file.replaceFirst("/.*", "")
            + "; echo "
            + text
            + " >"
            + file);
    sh.ok("cd w-" + agent + "; git add -A; git commit -q -m work; git push -q -o handoff");
  }

  private String commit(String where, String revision) {
    return sh.ok("git -C " + where + " rev-parse " + revision).strip();
  }

  @Test
  void anAgentWorksPushesAndHandsOffInItAndItsSettingsStayThere() throws Exception {
    assertThat(run("w", Map.of("GATEKEEPER_TOKEN", tokens.get("ann")), "worktree ann"))
        .as(printed)
        .isZero();
    assertThat(printed).contains("/w-ann: ann on ann/work at ", ", from main, pushing as ann\n");
    assertThat(commit("w-ann", "HEAD")).isEqualTo(commit("team.git", "main"));
    assertThat(Files.readString(folder.resolve("w-ann/AGENTS.md")))
        .contains("# Brief of ann")
        .doesNotContain("REMOTE");
    assertThat(sh.ok("cd w-ann; git status --porcelain --ignored")).isEqualTo("!! AGENTS.md\n");
    assertThat(worktree("cat")).as(printed).isZero();

    for (String token : tokens.values()) {
      assertThat(sh.run("grep -r " + token + " w w-ann w-cat").output()).isEmpty();
    }
    String name = "git config --get-urlmatch credential.username " + url();
    assertThat(sh.ok("cd w-ann; " + name)).isEqualTo("ann\n");
    assertThat(sh.ok("cd w-cat; " + name)).isEqualTo("cat\n");
    assertThat(sh.run("cd w; " + name).output()).isEmpty();
    assertThat(sh.run("cd w; git config gatekeeper.remote").output()).isEmpty();
    assertThat(sh.ok("cd w; git config core.bare")).isEqualTo("false\n");

    sh.ok("cd w-cat; mkdir c; echo 1 >c/x; git add -A; git commit -q -m c; git push -q -o handoff");
    assertThat(commit("team.git", "refs/gatekeeper/handoff/cat"))
        .isEqualTo(commit("w-cat", "HEAD"));
    sh.with("GIT_TERMINAL_PROMPT", "0");
    sh.ok("cd w-ann; echo 1 >a/y; git add -A; git commit -q -m a");
    assertThat(sh.run("cd w-ann; git push -q").status()).as("without the token").isNotZero();
    sh.with("GATEKEEPER_TOKEN", String.valueOf(tokens.get("ann"))).ok("cd w-ann; git push -q");
    assertThat(commit("team.git", "ann/work")).isEqualTo(commit("w-ann", "HEAD"));
    assertThat(run("w-cat", Map.of(), "status")).as(printed).isZero();
  }

  @Test
  void whoComesAfterOthersStartsFromWhatTheyHandedOff() {
    assertThat(worktree("bob")).isEqualTo(1);
    assertThat(printed).contains("bob comes after ann, which has not handed off yet", "wait bob");
    assertThat(Files.exists(folder.resolve("w-bob"))).isFalse();
    handOff("ann", "a/y", "1");
    assertThat(worktree("bob")).as(printed).isZero();
    assertThat(printed).contains(", from the handoff of ann, pushing as bob\n");
    assertThat(commit("w-bob", "HEAD")).isEqualTo(commit("w-ann", "HEAD"));
    handOff("cat", "c/y", "1");
    assertThat(worktree("dan")).as(printed).isZero();
    assertThat(printed).contains(", from the handoffs of ann, cat, merged, pushing as dan\n");
    assertThat(sh.ok("cd w-dan; ls a/y c/y")).isEqualTo("a/y\nc/y\n");
    sh.ok("cd w-dan; git push -q");
    assertThat(worktree("dan")).isEqualTo(1);
    assertThat(printed).contains("is there already");
    assertThat(run("w", Map.of(), "worktree dan --path x --token-file ../dan.token")).isEqualTo(1);
    assertThat(printed).contains("git makes no worktree on dan/work");
  }

  @Test
  void inItsOwnWorktreeNobodyHasToNameTheAgent() {
    assertThat(worktree("ann")).as(printed).isZero();
    sh.ok("cd w-ann; echo 1 >a/y; git add -A; git commit -q -m a; git push -q");
    assertThat(run("w-ann", Map.of(), "check a/y b/z")).isEqualTo(1);
    assertThat(printed).contains("yes  a/y: ann owns", "no   b/z (PATH_NOT_OWNED)");
    assertThat(run("w-ann", Map.of(), "wait")).as(printed).isZero();
    assertThat(printed).isEqualTo("ann may push\n");
    assertThat(run("w-ann/a", Map.of(), "brief")).as(printed).isZero();
    assertThat(printed).startsWith("# Brief of ann");
    assertThat(run("w-ann", Map.of(), "handoff")).as(printed).isZero();
    assertThat(commit("team.git", "refs/gatekeeper/handoff/ann"))
        .isEqualTo(commit("w-ann", "HEAD"));
    assertThat(run("w-ann", Map.of(), "reopen --reason more")).as(printed).isZero();
    assertThat(run("w-ann", Map.of(), "stop --reason x")).isEqualTo(2);
    assertThat(run("w-ann", Map.of(), "brief cat")).as(printed).isZero();
    assertThat(printed).startsWith("# Brief of cat");
  }

  @Test
  void elsewhereTheBranchThatIsCheckedOutTells() {
    Map<String, String> known = Map.of("GATEKEEPER_TOKEN", String.valueOf(tokens.get("ann")));
    sh.ok("cd w; git remote rename origin gate; git checkout -q -b ann/x");
    assertThat(run("w", known, "wait")).as(printed).isZero();
    assertThat(printed).isEqualTo("ann may push\n");
    assertThat(run("w", Map.of(), "brief --policy ../team.git/gatekeeper.yml")).isZero();
    assertThat(printed).startsWith("# Brief of ann");
    for (String policy : List.of("", " --policy ../team.git/gatekeeper.yml")) {
      sh.ok("cd w; git checkout -q main");
      assertThat(run("w", known, "brief" + policy)).isEqualTo(2);
      assertThat(printed)
          .contains(
              "no agent is given: the branch `main` belongs to no agent",
              "next: name one of",
              "ann, ");
      sh.ok("cd w; git checkout -q --detach");
      assertThat(run("w", known, "brief" + policy)).isEqualTo(2);
      assertThat(printed)
          .contains("no agent is given, and no branch is checked out here", "next: name");
    }
    assertThat(run(".", Map.of(), "handoff --repo team.git")).isEqualTo(2);
    assertThat(run("team.git", Map.of(), "handoff")).isEqualTo(2);
    assertThat(printed).contains("no agent is given, and no branch is checked out here");
  }

  @Test
  void handoffsThatDoNotMergeLeaveNothingBehind() {
    handOff("ann", "s/x", "1");
    handOff("cat", "s/x", "2");
    assertThat(worktree("dan")).isEqualTo(1);
    assertThat(printed).contains("the handoff of cat can't be merged cleanly: conflicts in s/x");
    assertThat(Files.exists(folder.resolve("w-dan"))).isFalse();
    assertThat(sh.ok("cd w; git branch --list 'dan/*'; git worktree list")).doesNotContain("dan");
  }

  @Test
  void aBranchThatIsThereIsTakenAsItIsAndWhatItLacksIsSaid() {
    sh.ok("cd team.git; git branch bob/mine main");
    handOff("ann", "a/y", "1");
    assertThat(
            run("w", Map.of(), "worktree bob --branch bob/mine --token-file ../bob.token --json"))
        .as(printed)
        .isZero();
    assertThat(printed)
        .contains(
            "bob/mine does not contain the handoff of ann: git merge refs/gatekeeper/handoff/ann",
            "\"branch\":\"bob/mine\",\"commit\":\"" + commit("team.git", "main") + "\"",
            "\"from\":\"where it was\",\"remote\":\"origin\"");
    sh.ok("cd w-bob; git merge -q refs/gatekeeper/handoff/ann && git push -q");
  }

  @Test
  void theRemoteIsMadeOnceAndKept() {
    sh.ok("cd w; git remote set-url origin ../nowhere.git");
    String line = " --repo URL --token-file ../ann.token";
    assertThat(run("w", Map.of(), "worktree ann" + line)).as(printed).isZero();
    assertThat(sh.ok("cd w; git remote get-url gatekeeper")).isEqualTo(url() + "\n");
    assertThat(run("w", Map.of(), "worktree cat --token-file ../cat.token")).as(printed).isZero();
    assertThat(sh.ok("cd w; git remote")).isEqualTo("gatekeeper\norigin\n");
    sh.ok("cd w; git remote set-url gatekeeper http://127.0.0.1:1/x.git");
    assertThat(run("w", Map.of(), "worktree ann --path y" + line)).isEqualTo(1);
    assertThat(printed).contains("a remote `gatekeeper` already", "set-url");
  }

  @Test
  void aRepositoryBehindHooksIsAskedThroughGitAlone() {
    handOff("ann", "a/y", "1");
    sh.ok("git clone -q team.git v");
    assertThat(run("v", Map.of(), "worktree bob --policy ../team.git/gatekeeper.yml"))
        .as(printed)
        .isZero();
    assertThat(printed).contains("/v-bob: bob on bob/work at ", ", from the handoff of ann\n");
    assertThat(commit("v-bob", "HEAD")).isEqualTo(commit("w-ann", "HEAD"));
    assertThat(sh.ok("cd v-bob; cat AGENTS.md")).contains("# Brief of bob");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " --json", " --repo ../team.git", " --repo URL"})
  void whoHasHandedOffIsNotWaitedFor(String more) {
    handOff("ann", "a/y", "1");
    String header = here("Authorization: Bearer MIA");
    sh.ok("cd w; git config http.extraHeader '" + header + "'");
    assertThat(run("w", Map.of(), "wait ann --timeout 5s" + more)).as(printed).isEqualTo(1);
    assertThat(printed)
        .contains(
            "next: gatekeeper reopen ann --reason WHY",
            "next: reopen it: git push -o 'gatekeeper.reason=WHY' REMOTE "
                + commit("w-ann", "HEAD")
                + ":refs/gatekeeper/ask/reopen/ann/work")
        .doesNotContain("after 5s");
  }

  /** Whoever made the clone, the user or the machine may have put credentials of mia there. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "for the server        | git config http.HOST/.extraHeader 'Authorization: Bearer MIA'",
        "for the repository    | git config http.HOST/team.git.extraHeader 'Authorization: Bearer MIA'",
        "for any server        | git config http.extraHeader 'Authorization: Bearer MIA'",
        "several               | git config --add http.HOST.extraHeader 'Authorization: Bearer MIA'; git config --add http.HOST/team.git.extraHeader 'Authorization: Bearer MIA'",
        "a helper              | git config credential.helper '!f() { echo username=mia; echo password=MIA; }; f'",
        "a helper for it       | git config credential.HOST.helper '!f() { echo username=mia; echo password=MIA; }; f'",
        "a name                | git config credential.HOST.username mia",
        "a user in the address | git remote set-url origin http://mia@PLACE/team.git; git config http.http://mia@PLACE/team.git.extraHeader 'Authorization: Bearer MIA'",
        "another address       | git remote set-url origin gk:team.git; git config url.HOST/.insteadOf gk:; git config http.HOST/.extraHeader 'Authorization: Bearer MIA'",
        "an address to push to | git remote set-url --push origin HOST/team; git config http.HOST/team.extraHeader 'Authorization: Bearer MIA'",
        "pushRemote of it | git remote add other http://LOCAL/team.git; git config http.http://LOCAL/.extraHeader 'Authorization: Bearer MIA'; git config branch.ann/work.pushRemote other",
        "remote of it | git remote add other http://LOCAL/team.git; git config http.http://LOCAL/.extraHeader 'Authorization: Bearer MIA'; git config branch.ann/work.remote other",
        "pushDefault | git remote add other http://LOCAL/team.git; git config http.http://LOCAL/.extraHeader 'Authorization: Bearer MIA'; git config remote.pushDefault other",
        "several remotes of it | git remote add other http://LOCAL/team.git; git config http.http://LOCAL/.extraHeader 'Authorization: Bearer MIA'; git config --add branch.ann/work.remote other; git config --add branch.ann/work.remote origin; git config --add branch.ann/work.merge a; git config --add branch.ann/work.merge b",
        "two places to push to | git remote add other http://LOCAL/team.git; git config http.http://LOCAL/.extraHeader 'Authorization: Bearer MIA'; git config remote.origin.pushurl HOST/team.git; git config --add remote.origin.pushurl http://LOCAL/team.git",
        "a push of nothing | git config push.default nothing",
        "a push of all | git config push.default matching",
        "an address of its own to push to | git remote add other http://LOCAL/team.git; git config http.http://LOCAL/.extraHeader 'Authorization: Bearer MIA'; git config url.http://LOCAL/.pushInsteadOf HOST/",
        "a cookie              | echo >c; git config http.cookieFile c",
      })
  void gitPushesFromItAsTheAgentWhateverTheCloneHas(String what, String line) throws Exception {
    sh.ok("cd w; " + here(line));
    assertThat(worktree("ann")).as("%s: %s", what, printed).isZero();
    String made = printed;
    sh.ok("cd w-ann; mkdir b; echo 1 >b/x; git add b; git commit -q -m trespass");
    assertThat(sh.run("cd w-ann; git push -q").output()).contains("PATH_NOT_OWNED");
    String decisions = Files.readString(folder.resolve("team.git/gatekeeper/decisions.jsonl"));
    assertThat(decisions).contains("\"principal\":\"ann\"").doesNotContain("\"mia\"");
    assertThat(run("w-ann", Map.of(), "stop ann --reason x")).as(printed).isEqualTo(1);
    assertThat(printed).contains("`ann` may not stop ann");
    assertThat(made).contains(", pushing as ann\n");
  }

  private String here(String line) {
    String host = server.address().toString().replaceAll("/+$", "");
    return line.replace("HOST", host)
        .replace("LOCAL", host.replaceFirst("^http://127.0.0.1", "localhost"))
        .replace("PLACE", host.replaceFirst("^http://", ""))
        .replace("MIA", String.valueOf(tokens.get("mia")));
  }

  @Test
  void whatWouldPushAsSomebodyElseIsNotMade() throws Exception {
    String before = sh.ok("git -C w branch; ls");
    String key = here("http.HOST/team.git.extraHeader");
    Map<String, String> settings =
        Map.of(
            "GIT_CONFIG_COUNT",
            "1",
            "GIT_CONFIG_KEY_0",
            key,
            "GIT_CONFIG_VALUE_0",
            here("Authorization: Bearer MIA"));
    String line = "worktree ann --token-file ../ann.token";
    assertThat(run("w", settings, line)).as(printed).isEqualTo(1);
    assertThat(printed)
        .contains("would push as `mia`, which is not a principal of this agent (ann)");
    sh.ok("cd w; git config " + here("http.HOST/.extraHeader 'Authorization: Bearer MIA'"));
    assertThat(run("w", Map.of(), "worktree ann")).as(printed).isEqualTo(1);
    assertThat(printed).contains("would push as `mia`", "--token-file FILE");
    Files.writeString(folder.resolve(".netrc"), here("machine 127.0.0.1 login mia password MIA\n"));
    assertThat(run("w", Map.of("HOME", folder.toString()), line)).as(printed).isEqualTo(1);
    assertThat(printed).contains("would push as `mia`", "~/.netrc");
    sh.ok("cd w; git remote set-url origin " + here("http://mia:MIA@PLACE/team.git"));
    assertThat(run("w", Map.of(), line)).as(printed).isEqualTo(1);
    assertThat(printed).contains("has a password in its address", "git remote set-url origin");
    assertThat(sh.ok("git -C w branch; ls")).isEqualTo(before);
  }

  /** What stands in the environment comes after every file, the worktree's own included. */
  @ParameterizedTest
  @CsvSource({
    "branch.ann/work.pushRemote, other, would go to ../other.git",
    "push.default, nothing, does not begin",
  })
  void whatWouldPushElsewhereIsNotMade(String key, String value, String words) {
    sh.ok("git init -q --bare other.git; git -C w remote add other ../other.git");
    String before = sh.ok("git -C w branch; ls");
    Map<String, String> settings =
        Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", key, "GIT_CONFIG_VALUE_0", value);
    assertThat(run("w", settings, "worktree ann --token-file ../ann.token"))
        .as(printed)
        .isEqualTo(1);
    assertThat(printed)
        .contains("a plain `git push` " + words, "git config --show-origin --get-regexp");
    assertThat(sh.ok("git -C w branch; ls")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFEFF%s", "  %s\r\n", "\n%s\n\n", "%s"})
  void aTokenFileMayBeWrittenByAnyEditor(String form) throws Exception {
    Files.writeString(folder.resolve("ann.token"), String.format(form, tokens.get("ann")));
    assertThat(worktree("ann")).as(printed).isZero();
    sh.ok("cd w-ann; git push -q");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "one two"})
  void aFileThatHoldsNoTokenIsSaidToBeOne(String text) throws Exception {
    Files.writeString(folder.resolve("ann.token"), text);
    assertThat(worktree("ann")).isEqualTo(2);
    assertThat(printed).contains("has to hold one token, and holds ");
  }

  @ParameterizedTest(name = "in {0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "w        | worktree eve --token-file ../mia.token --principal mia | 2 | has no agent `eve`",
        "w        | worktree a/b                                           | 2 | can't be the id",
        "team.git | worktree ann                                           | 2 | a worktree belongs to a clone",
        "w        | worktree ann --token-file none                         | 2 | can't be read",
        "w        | worktree ann --token-file ../ann.token --branch bob/x  | 2 | `bob/x` is not a branch of ann",
        "w        | worktree ann --token-file ../bob.token                 | 4 | does not take your credential",
        "w        | worktree ann --token-file ../bob.token                 | 4 | which came from the token file `../bob.token` (as `ann`",
        "w        | worktree ann --repo http://a:b@127.0.0.1:1/x.git       | 2 | the address holds a password",
        "w        | worktree ann --repo http://127.0.0.1:1/x.git           | 4 | no answer from",
      })
  void whatCanNotBeMadeLeavesNothing(String where, String line, int status, String words) {
    String before = sh.ok("cat w/.git/config; git -C w branch; ls");
    assertThat(run(where, Map.of(), line)).as(printed).isEqualTo(status);
    assertThat(printed).contains(words);
    assertThat(sh.ok("cat w/.git/config; git -C w branch; ls")).isEqualTo(before);
  }
}
