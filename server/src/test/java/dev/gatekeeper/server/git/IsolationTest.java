package dev.gatekeeper.server.git;

import static dev.gatekeeper.server.Site.packet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.server.Site;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent may not see is not there for it, whatever it asks and however it asks. */
class IsolationTest {
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [olga]}
      agents:
        a: {branches: [a], principals: [anna], owns: [/a/]}
        b: {branches: [b], principals: [bert], owns: [/b/]}
      """;
  private static final String NOWHERE = "0123456789012345678901234567890123456789";

  @TempDir private Path folder;
  @Nullable private Site opened;

  @BeforeEach
  void site() throws Exception {
    Site site = new Site(folder, POLICY);
    opened = site;
    site.sh(
        """
        git init -q -b main w; cd w
        mkdir a b; echo 1 >a/f; echo 1 >b/f; git add .; git commit -q -m one
        git tag v1
        git switch -q -c a; echo 2 >a/f; git commit -q -a -m two
        git switch -q -c b main; echo secret >b/secret; git add .; git commit -q -m three
        git tag hidden
        git push -q ../app.git main a b v1 hidden
        """);
  }

  @AfterEach
  void close() throws Exception {
    at().close();
  }

  private Site at() {
    if (opened == null) {
      throw new IllegalStateException("not opened");
    }
    return opened;
  }

  private String id(String revision) throws Exception {
    return at().sh("git -C w rev-parse " + revision).strip();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void refsOfOthersAreNotNamed(int version) throws Exception {
    String list = "git -c protocol.version=" + version + " ls-remote ";
    assertThat(at().sh(list + at().url("anna")).lines().map(l -> l.substring(41)))
        .containsExactlyInAnyOrder("HEAD", "refs/heads/main", "refs/heads/a", "refs/tags/v1");
    assertThat(at().sh(list + at().url("olga"))).contains("refs/heads/b", "refs/tags/hidden");
    assertThat(at().run(list + at().url("eve")).output()).contains("not found");
    String clone = "git -c protocol.version=" + version + " clone -q " + at().url("anna");
    at().sh(clone + " c; cd c; git cat-file -e " + id("a"));
    assertThat(at().run("git -C c cat-file -e " + id("b")).status()).isNotZero();
  }

  @Test
  void aPushIsAdvertisedNothingHidden() throws Exception {
    String trace = "GIT_TRACE_PACKET=1 git -C w push --dry-run ";
    String said = at().sh(trace + at().url("anna") + " a");
    assertThat(said).contains(id("a")).contains("push-options");
    assertThat(said.lines().filter(line -> line.contains("push<")))
        .noneMatch(line -> line.contains(".have") || line.contains("refs/heads/b"));
  }

  @ParameterizedTest
  @CsvSource({"b,version=2", "b^{tree},version=2", "b:b/secret,version=2", "b,version=0"})
  void whatIsHiddenCanNotBeWanted(String revision, String protocol) throws Exception {
    String hidden = want(id(revision), protocol);
    assertThat(hidden).contains("not our ref").doesNotContain("PACK");
    assertThat(hidden.replace(id(revision), NOWHERE)).isEqualTo(want(NOWHERE, protocol));
    assertThat(want(id("a"), protocol)).contains("PACK");
  }

  private String want(String id, String protocol) throws Exception {
    String body =
        protocol.equals("version=2")
            ? packet("command=fetch") + "0001" + packet("want " + id) + packet("done") + "0000"
            : packet("want " + id + " side-band-64k\n") + "0000" + packet("done\n");
    return ask(body, protocol);
  }

  private String ask(String body, String protocol) throws Exception {
    return at().post(
            "anna", "git-upload-pack", protocol, body.getBytes(StandardCharsets.ISO_8859_1))
        .body();
  }

  @Test
  void aHaveThatIsHiddenIsAsUnknownAsOneThatIsNowhere() throws Exception {
    assertThat(have(id("b"))).isEqualTo(have(NOWHERE)).contains("NAK");
    assertThat(have(id("main"))).contains("ACK " + id("main"));
  }

  private String have(String id) throws Exception {
    return ask(
        packet("command=fetch")
            + "0001"
            + packet("want " + id("a"))
            + packet("have " + id)
            + "0000",
        "version=2");
  }

  @Test
  void noOtherWordOfTheProtocolTellsWhatIsHidden() throws Exception {
    String secret = id("b:b/secret");
    assertThat(
            ask(
                packet("command=object-info") + "0001" + packet("oid " + secret) + "0000",
                "version=2"))
        .doesNotContain(secret + " ");
    String shallow = packet("command=fetch") + "0001" + packet("want " + id("a"));
    assertThat(ask(shallow + packet("deepen-not b") + packet("done") + "0000", "version=2"))
        .isEqualTo(
            ask(shallow + packet("deepen-not c") + packet("done") + "0000", "version=2")
                .replace("deepen-not: c", "deepen-not: b")
                .replace("0043", "0043"));
    assertThat(
            ask(
                shallow
                    + packet("shallow " + id("b"))
                    + packet("deepen 1")
                    + packet("done")
                    + "0000",
                "version=2"))
        .doesNotContain(id("b"));
  }

  /** A commit on a tree that only a hidden branch has, sent without the tree. */
  @ParameterizedTest
  @CsvSource({"b^{tree},a", "nowhere,a", "b^{tree},", "nowhere,"})
  void whatIsHiddenCanNotBePushedByNameAlone(String tree, @Nullable String parent)
      throws Exception {
    String id = tree.equals("nowhere") ? NOWHERE : id(tree);
    String commit = commit(id, parent);
    assertThat(push("anna", id("a") + " " + commit + " refs/heads/a", commit))
        .contains("ng refs/heads/a BAD_OBJECT");
    assertThat(Files.readString(folder.resolve("app.git/gatekeeper/decisions.jsonl")))
        .contains("neither in it nor among those that you may fetch")
        .doesNotContain("secret");
    assertThat(at().run("git -C app.git cat-file -e " + commit).status()).isNotZero();
  }

  /** However far back it is, and whether or not the commit has to do with where it is. */
  @ParameterizedTest
  @CsvSource({
    "anna,tree,a~1^{tree},a,a", // takes back what it did
    "olga,tree,a^{tree},,x", // begins anew
    "olga,tree,a~1:a,,x", // what was a folder is all there is
    "olga,file,a~1:a/f,,x",
    "olga,folder,a:a,b,x"
  })
  void whatIsShownNeedNotBePushedAgain(
      String who, String kind, String known, @Nullable String parent, String branch)
      throws Exception {
    String entry =
        switch (kind) {
          case "file" -> "100644 blob " + id(known) + "\tg";
          case "folder" -> "040000 tree " + id(known) + "\tg";
          default -> "";
        };
    String tree =
        entry.isEmpty() ? id(known) : at().sh("cd w; echo '" + entry + "' | git mktree").strip();
    String commit = commit(tree, parent);
    String old = branch.equals("x") ? "0".repeat(40) : id(branch);
    String objects = entry.isEmpty() ? commit : commit + " " + tree;
    assertThat(push(who, old + " " + commit + " refs/heads/" + branch, objects))
        .contains("ok refs/heads/" + branch);
    assertThat(at().sh("git -C app.git fsck --strict --no-dangling 2>&1")).isEmpty();
  }

  /** With a bitmap a client leaves out whatever the server is known to have. */
  @Test
  void aRevertOfAClientWithABitmapIsTaken() throws Exception {
    at().sh("cd w; git repack -adbq; git switch -q a; git revert --no-edit HEAD");
    assertThat(at().sh("git -C w push " + at().url("anna") + " a 2>&1")).contains("a -> a");
    assertThat(id("a^{tree}")).isEqualTo(id("main^{tree}"));
  }

  /** What is looked for is never opened, or the time it takes would tell that it is there. */
  @ParameterizedTest
  @CsvSource({"40000,b:b/secret", "40000,b", "100644,b:b", "100644,main:b", "40000,main:b/f"})
  void ofWhatIsNamedOtherwiseThanItIsNothingIsTold(String kind, String known) throws Exception {
    List<String> said = new ArrayList<>();
    for (String id : List.of(id(known), NOWHERE)) {
      ByteArrayOutputStream entry = new ByteArrayOutputStream();
      entry.writeBytes((kind + " g\0").getBytes(StandardCharsets.ISO_8859_1));
      entry.writeBytes(HexFormat.of().parseHex(id));
      Files.write(folder.resolve("tree"), entry.toByteArray());
      String tree = at().sh("cd w; git hash-object -t tree -w --literally ../tree").strip();
      String commit = commit(tree, "a");
      String answer = push("anna", id("a") + " " + commit + " refs/heads/a", commit + " " + tree);
      assertThat(answer).contains("ng refs/heads/a BAD_OBJECT");
      said.add(answer.replaceAll("BAD_OBJECT [0-9a-f]+", "").replaceAll("decision [0-9a-f]+", ""));
    }
    assertThat(said.get(0)).isEqualTo(said.get(1));
  }

  private String commit(String tree, @Nullable String parent) throws Exception {
    Files.writeString(
        folder.resolve("commit"),
        "tree "
            + tree
            + (parent == null ? "" : "\nparent " + id(parent))
            + "\nauthor x <x@y> 1 +0000\ncommitter x <x@y> 1 +0000\n\nx\n");
    return at().sh("cd w; git hash-object -t commit -w --literally ../commit").strip();
  }

  /** Pushes with a pack of just these objects. */
  private String push(String who, String command, String objects) throws Exception {
    at().sh("cd w; printf '%s\\n' " + objects + " | git pack-objects -q --stdout >../pack");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        (packet(command + "\0report-status") + "0000").getBytes(StandardCharsets.ISO_8859_1));
    body.writeBytes(Files.readAllBytes(folder.resolve("pack")));
    return at().post(who, "git-receive-pack", "version=0", body.toByteArray()).body();
  }

  @Test
  void nothingIsLeftOfARefusedPush() throws Exception {
    String url = at().url("anna");
    at().sh("cd w; git switch -q a; echo 3 >b/f; git commit -q -a -m trespass");
    Site.Result push = at().run("git -C w push " + url + " a");
    assertThat(push.output()).contains("(PATH_NOT_OWNED ").contains("M b/f");
    assertThat(at().run("git -C app.git cat-file -e " + id("a")).status()).isNotZero();
    assertThat(at().sh("cd app.git; find objects -name 'tmp*' -o -name '*.keep'")).isEmpty();
    assertThat(want(id("a"), "version=2")).contains("not our ref");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app.git/HEAD",
        "/app.git/config",
        "/app.git/gatekeeper.yml",
        "/app.git/info/refs",
        "/app.git/objects/info/packs",
        "/app.git/../app.git/config",
        "/%2e%2e/app.git/info/refs?service=git-upload-pack",
        "/..%2fapp.git/info/refs?service=git-upload-pack",
        "/home/info/refs?service=git-upload-pack",
        "/.git/info/refs?service=git-upload-pack"
      })
  void noFileIsHandedOut(String path) throws Exception {
    assertThat(at().status("olga", path)).isBetween(400, 499);
  }
}
