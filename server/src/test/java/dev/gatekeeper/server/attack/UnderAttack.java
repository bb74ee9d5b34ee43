package dev.gatekeeper.server.attack;

import static dev.gatekeeper.server.Site.packet;
import static dev.gatekeeper.server.attack.PackBytes.BLOB;
import static dev.gatekeeper.server.attack.PackBytes.COMMIT;
import static dev.gatekeeper.server.attack.PackBytes.TREE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.server.Site;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A served repository in which anna works on branch {@code a}, bert on {@code b}, and olga
 * maintains; a tag and all of {@code b} are hidden from anna. After every attack the repository has
 * to be what it was before, nothing may be left of what was sent, and an honest push has to work at
 * once.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UnderAttack {
  static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [olga]}
      agents:
        a: {branches: ["a", "a/**"], principals: [anna], owns: [/a/]}
        b: {branches: [b], principals: [bert], owns: [/b/]}
      """;
  static final String NOWHERE = "0123456789012345678901234567890123456789";
  static final String NONE = "0".repeat(40);

  Path folder = Path.of(".");
  private @Nullable Site opened;
  private String before = "";
  private String foreign = "";
  private String tip = "";

  /** The server; a class may have one of its own. */
  Site open() throws Exception {
    return new Site(folder, POLICY);
  }

  @BeforeAll
  void begin(@TempDir Path temporary) throws Exception {
    folder = temporary;
    Site site = open();
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
    foreign = id("main:b");
    tip = id("a");
    before = state();
  }

  @AfterEach
  void nothingIsLeftAndTheNextPushWorks() throws Exception {
    awaitIdle();
    assertThat(state()).isEqualTo(before);
    byte[] file = ("honest, after " + tip).getBytes(ISO_8859_1);
    byte[] own = tree("100644 f", PackBytes.id(BLOB, file));
    byte[] root = tree("40000 a", PackBytes.id(TREE, own), "40000 b", foreign);
    byte[] commit = commit(PackBytes.id(TREE, root), tip);
    PackBytes pack = new PackBytes(4).object(COMMIT, commit).object(TREE, root);
    String id = PackBytes.id(COMMIT, commit);
    assertThat(push(id, pack.object(TREE, own).object(BLOB, file).done()))
        .contains("ok refs/heads/a");
    tip = id;
    awaitIdle(); // the client hears before all is cleared away
    before = state();
  }

  @AfterAll
  void gitWorksToo() throws Exception {
    try (Site site = site()) {
      site.sh(
          "git clone -q -b a "
              + site.url("anna")
              + " c; cd c; echo honest >>a/f; git commit -q -a -m honest; git push -q");
      assertThat(site.sh("git -C app.git log -1 --format=%s a")).isEqualTo("honest\n");
      assertThat(site.sh("git -C app.git fsck --strict")).doesNotContain("error", "missing");
    }
  }

  /** What was allowed has moved branch a; from here on everything has to stay as it is. */
  final void remember() throws Exception {
    tip = id("a");
    before = state();
  }

  /** All refs and objects, and whatever does not belong among them. */
  private String state() throws Exception {
    return site()
        .sh(
            "cd app.git; git for-each-ref; git cat-file --batch-all-objects --batch-check;"
                + " find objects -name 'tmp*' -o -name '*.keep' -o -name 'incoming*'");
  }

  /**
   * Waits until the server has done with all that was sent, for some while. It has to be seen idle
   * several times in a row: what was sent last may not have been read when it is first looked at.
   */
  void awaitIdle() throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    int inARow = 0;
    while (System.nanoTime() < end && inARow < 5) {
      Thread.sleep(20);
      inARow = idle() ? inARow + 1 : 0;
    }
    assertThat(inARow).as("times in a row that no push and no fetch went on").isEqualTo(5);
  }

  private boolean idle() throws Exception {
    String metrics = site().get("olga", "/metrics").body();
    return metrics.contains("gatekeeper_receives_running 0.0")
        && metrics.contains("gatekeeper_uploads_running 0.0")
        && site().sh("ls app.git/objects | grep '^tmp' || :").isEmpty();
  }

  final Site site() {
    if (opened == null) {
      throw new IllegalStateException("not opened");
    }
    return opened;
  }

  final Wire wire() throws Exception {
    return new Wire(site().port());
  }

  final String id(String revision) throws Exception {
    return site().sh("git -C app.git rev-parse '" + revision + "'").strip();
  }

  /** The line by which that principal shows who it is. */
  final String credential(String principal) throws Exception {
    return "Authorization: Bearer " + site().token(principal) + "\r\n";
  }

  /** A folder of these entries and their ids, as its bytes. */
  static byte[] tree(String... entriesAndIds) {
    ByteArrayOutputStream tree = new ByteArrayOutputStream();
    for (int i = 0; i < entriesAndIds.length; i += 2) {
      tree.writeBytes((entriesAndIds[i] + "\0").getBytes(ISO_8859_1));
      tree.writeBytes(HexFormat.of().parseHex(entriesAndIds[i + 1]));
    }
    return tree.toByteArray();
  }

  /** A commit, as its bytes. */
  static byte[] commit(String tree, String... parents) {
    StringBuilder text = new StringBuilder("tree " + tree + "\n");
    for (String parent : parents) {
      text.append("parent ").append(parent).append('\n');
    }
    return text.append("author x <x@y> 1 +0000\ncommitter x <x@y> 1 +0000\n\nx\n")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Commands, a flush, and what follows them. */
  static byte[] request(String capabilities, byte[] rest, String... commands) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < commands.length; i++) {
      String line = i == 0 ? commands[i] + "\0" + capabilities : commands[i];
      body.writeBytes(packet(line).getBytes(ISO_8859_1));
    }
    body.writeBytes("0000".getBytes(ISO_8859_1));
    body.writeBytes(rest);
    return body.toByteArray();
  }

  /** Pushes as anna; the answer, status first. */
  final String push(byte[] request) throws Exception {
    var answer = site().post("anna", "git-receive-pack", "version=0", request);
    return answer.statusCode() + " " + answer.body();
  }

  /** Moves branch a to {@code commit} with that pack; what is said of it. */
  final String push(String commit, byte[] pack) throws Exception {
    return push(request("report-status", pack, id("a") + " " + commit + " refs/heads/a"));
  }

  /** The last decision on record. */
  final String decision() throws Exception {
    String all = Files.readString(folder.resolve("app.git/gatekeeper/decisions.jsonl"));
    return all.substring(all.stripTrailing().lastIndexOf('\n') + 1);
  }
}
