package dev.gatekeeper.server.attack;

import static dev.gatekeeper.server.Site.packet;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One agent, with a credential that is good, takes all it can get: a thread for each request that
 * it does not finish, a place for each push of which it sends a few bytes, memory for each packet
 * of a few bytes. It gets a part of what there is, and the others the rest.
 */
class AttackTransport21GreedyCallersTest extends UnderAttack {
  private static final int MANY = 220;

  @ParameterizedTest
  @ValueSource(strings = {"/app.git/git-upload-pack", "/app.git/git-receive-pack"})
  void requestsThatNeverEnd(String path) throws Exception {
    List<Wire> open = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        open.add(wire().send(head(path, 1000)));
      }
      assertThat(site().status("olga", "/healthz")).isEqualTo(200);
      assertThat(site().status("olga", "/api/v1/repos")).isEqualTo(200);
      assertThat(site().sh("git ls-remote " + site().url("olga"))).contains("refs/heads/b");
      assertThat(open.get(MANY - 1).until("later\n")).contains(" 429 ", "Retry-After: ");
    } finally {
      for (Wire wire : open) {
        wire.close();
      }
    }
  }

  @Test
  void pushesThatNeverEnd() throws Exception {
    byte[] start =
        request(
            "report-status",
            new PackBytes(1).unfinished(),
            id("a") + " " + NOWHERE + " refs/heads/a");
    List<Wire> open = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        open.add(wire().send(head("/app.git/git-receive-pack", 100_000)).send(start));
      }
      assertThat(site().sh(honest("bert", "b"))).contains("-> b");
    } finally {
      for (Wire wire : open) {
        wire.close();
      }
    }
    awaitIdle();
    remember();
  }

  private String honest(String who, String branch) throws Exception {
    return "rm -rf h; git clone -q -b "
        + branch
        + " "
        + site().url(who)
        + " h; cd h; git commit -q --allow-empty -m x; git push 2>&1";
  }

  private String head(String path, int length) throws Exception {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\n"
        + credential("anna")
        + "Content-Type: application/x-"
        + path.substring(path.lastIndexOf('/') + 1)
        + "-request\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  /** Sixteen kilobytes, unfolded to millions of packets that are nothing but their length. */
  @ParameterizedTest
  @ValueSource(strings = {"command=fetch", "command=ls-refs"})
  void packetsWithNothingInThem(String command) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(body)) {
      gzip.write(packet(command + "\n").getBytes(ISO_8859_1));
      byte[] empty = "0004".repeat(1 << 16).getBytes(ISO_8859_1);
      for (int i = 0; i < 15; i++) {
        gzip.write(empty);
      }
    }
    try (Wire wire = wire()) {
      wire.send(
          "POST /app.git/git-upload-pack HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + credential("anna")
              + "Git-Protocol: version=2\r\nContent-Encoding: gzip\r\n"
              + "Content-Type: application/x-git-upload-pack-request\r\nContent-Length: "
              + body.size()
              + "\r\n\r\n");
      assertThat(wire.send(body.toByteArray()).rest()).contains("the request is larger than ");
    }
  }
}
