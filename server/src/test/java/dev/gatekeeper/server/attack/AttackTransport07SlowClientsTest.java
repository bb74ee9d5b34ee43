package dev.gatekeeper.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.server.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that come and say nothing, or stop half way, or hang up: far more of them than the server
 * has threads. The others are served meanwhile, and those who are silent are let go. (One who sends
 * a byte now and then is the business of PacedInput, which has a test with a clock.)
 */
class AttackTransport07SlowClientsTest extends UnderAttack {
  private static final int MANY = 220;

  @Override
  Site open() throws Exception {
    return new Site(folder, POLICY, Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        "GET /app.git/info/refs?service=git-upload-pack HTTP/1.1\r\nHost: localhost\r\nX: ",
        "POST /app.git/git-receive-pack HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
      })
  void manyThatSayNothingKeepNobodyOut(String start) throws Exception {
    List<Wire> silent = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        silent.add(wire().send(start));
      }
      assertThat(site().status("anna", "/app.git/info/refs?service=git-upload-pack"))
          .isEqualTo(200);
      nothingIsLeftAndTheNextPushWorks();
    } finally {
      for (Wire wire : silent) {
        wire.close();
      }
    }
  }

  /** Each of these holds a thread while its body is awaited; those end with its patience. */
  @Test
  void whoStopsHalfWayIsGivenUp() throws Exception {
    List<Wire> silent = new ArrayList<>();
    for (String half : new String[] {"", "00", "009d" + NONE + " ", "0000PACK"}) {
      Wire wire = wire();
      silent.add(wire.send(head(1000)).send(half));
    }
    for (Wire wire : silent) {
      assertThat(wire.rest()).doesNotContain("ok refs/");
      wire.close();
    }
    awaitIdle();
  }

  @Test
  void whoHangsUpHalfWayLeavesNothing() throws Exception {
    byte[] push =
        request(
            "report-status",
            new PackBytes(1000).object(PackBytes.BLOB, new byte[100]).unfinished(),
            id("a") + " " + NOWHERE + " refs/heads/a");
    for (int sent = 0; sent < push.length; sent += 7) {
      try (Wire wire = wire()) {
        wire.send(head(100_000)).send(java.util.Arrays.copyOf(push, sent));
      }
    }
    awaitIdle();
  }

  private String head(int length) throws Exception {
    return "POST /app.git/git-receive-pack HTTP/1.1\r\nHost: localhost\r\n"
        + credential("anna")
        + "Content-Type: application/x-git-receive-pack-request\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }
}
