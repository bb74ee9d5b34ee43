package dev.gatekeeper.server.attack;

import static dev.gatekeeper.server.Site.packet;
import static dev.gatekeeper.server.attack.PackBytes.COMMIT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A push in a shape that git would not give it: capabilities unknown or left out, commands
 * repeated, options without end, a certificate, another hash. What is refused is refused whatever
 * the client can read of it; what the server does not know does nothing.
 */
class AttackTransport14PushShapesTest extends UnderAttack {

  /** A commit that deletes all of bert's files, on branch a. */
  private byte[] trespass() throws Exception {
    return commit(PackBytes.id(PackBytes.TREE, new byte[0]), id("a"));
  }

  private byte[] pack(byte[] commit) {
    return new PackBytes(2).object(COMMIT, commit).object(PackBytes.TREE, new byte[0]).done();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "report-status",
        "report-status-v2",
        "report-status atomic",
        "report-status side-band-64k quiet",
        "report-status no-such-capability another=one",
        "report-status agent=git/9.9.9 session-id=x object-format=sha1",
        "report-status object-format=sha256",
        "side-band side-band-64k",
        "push-cert=nonce report-status",
        "report-status delete-refs ofs-delta",
      })
  void isRefusedWhateverTheClientCanDo(String capabilities) throws Exception {
    byte[] commit = trespass();
    String command = id("a") + " " + PackBytes.id(COMMIT, commit) + " refs/heads/a";
    String said = push(request(capabilities, pack(commit), command));
    assertThat(said).startsWith("200 ").doesNotContain("ok refs/heads/a");
    assertThat(decision()).contains("\"accepted\":false", "\"code\":\"PATH_NOT_OWNED\"");
    if (capabilities.contains("report-status ")) {
      assertThat(said).contains("ng refs/heads/a PATH_NOT_OWNED");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"report-status", "report-status atomic"})
  void oneOfSeveralIsEnough(String capabilities) throws Exception {
    String main = id("main");
    String said =
        push(
            request(
                capabilities,
                new PackBytes(0).done(),
                NONE + " " + main + " refs/heads/a/new",
                NONE + " " + main + " refs/heads/c"));
    assertThat(said).contains("ng refs/heads/a/new ", "ng refs/heads/c REF_NOT_ALLOWED");
  }

  @Test
  void aRefIsMovedOnce() throws Exception {
    String main = id("main");
    String one = NONE + " " + main + " refs/heads/a/twice";
    String other = NONE + " " + id("a") + " refs/heads/a/twice";
    for (String second : new String[] {one, other}) {
      String said = push(request("report-status", new PackBytes(0).done(), one, second));
      assertThat(said).startsWith("400 ").contains("`refs/heads/a/twice`", "twice");
    }
  }

  @Test
  void aHundredMegabytesOfOptionsAreNotRead() throws Exception {
    String command = NONE + " " + id("main") + " refs/heads/a/new";
    StringBuilder options = new StringBuilder();
    for (int i = 0; i < 1600; i++) {
      options.append(packet("o".repeat(65_500)));
    }
    assertThatItIsCutShort(
        request("report-status push-options", (options + "0000").getBytes(ISO_8859_1), command),
        "the push options are larger than");
  }

  /** A client that goes on sending is hung up on, and may not hear why. */
  private void assertThatItIsCutShort(byte[] request, String words) throws Exception {
    try {
      assertThat(push(request)).startsWith("400 ").contains(words);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?s).*(received no bytes|reset|[Bb]roken pipe|closed).*");
    }
    assertThat(site().sh("git -C app.git for-each-ref refs/heads/a/new")).isEmpty();
    awaitIdle();
  }

  @Test
  void aMillionOptionsAreNotRead() throws Exception {
    String command = NONE + " " + id("main") + " refs/heads/a/new";
    assertThatItIsCutShort(
        request(
            "report-status push-options",
            (packet("o").repeat(1_000_000) + "0000").getBytes(ISO_8859_1),
            command),
        "push options");
  }

  @Test
  void malformedCommandsAreNamed() throws Exception {
    String main = id("main");
    String good = NONE + " " + main + " refs/heads/a/new";
    List<String> bad = new ArrayList<>();
    bad.add("fff0" + "x".repeat(65_516));
    bad.add("ffff" + "x".repeat(65_531));
    bad.add("0003");
    bad.add("0001");
    bad.add("0002");
    bad.add("-001");
    bad.add("+00f");
    bad.add(packet("push-cert\0report-status") + packet("certificate version 0.1\n") + "0000");
    bad.add(packet(good.substring(1) + "\0report-status") + "0000");
    bad.add(packet(good.replace(main, main + "0".repeat(24)) + "\0report-status") + "0000");
    bad.add(packet(good.replace(main, main.toUpperCase(java.util.Locale.ROOT))) + "0000");
    bad.add(packet("shallow nothing") + packet(good + "\0report-status") + "0000");
    bad.add(packet(good + "\0report-status"));
    for (String body : bad) {
      String said = push(body.getBytes(ISO_8859_1));
      assertThat(said)
          .as("%s", body.substring(0, 4))
          .startsWith("400 gatekeeper: ")
          .hasSizeLessThan(300);
    }
  }

  /** Told that the history ends there, nobody would look at what lies behind it. */
  @ParameterizedTest
  @ValueSource(strings = {"b", "nowhere"})
  void aShallowLineHidesNoParent(String parent) throws Exception {
    String hidden = parent.equals("nowhere") ? NOWHERE : id(parent);
    byte[] commit = commit(id("a^{tree}"), id("a"), hidden);
    String tip = PackBytes.id(COMMIT, commit);
    byte[] pack = new PackBytes(1).object(COMMIT, commit).done();
    String command = packet(id("a") + " " + tip + " refs/heads/a\0report-status") + "0000";
    for (String shallow : new String[] {tip, hidden, id("a")}) {
      String said = push(both(packet("shallow " + shallow) + command, pack));
      assertThat(said).contains("ng refs/heads/a BAD_OBJECT");
    }
  }

  private static byte[] both(String head, byte[] pack) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(ISO_8859_1));
    all.writeBytes(pack);
    return all.toByteArray();
  }
}
