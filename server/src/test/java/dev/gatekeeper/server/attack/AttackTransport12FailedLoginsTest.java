package dev.gatekeeper.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Somebody tries tokens: as one principal, as many, over many connections at once. The answers come
 * later and later and at last not at all, no thread waits with them, and who has the right token,
 * from the same place and with the same name, is served at once. (How the delays grow is told to a
 * clock in TokensTest.)
 */
class AttackTransport12FailedLoginsTest extends UnderAttack {
  private static final int TRIES = 400;

  @Test
  @Tag("slow")
  void guessesArePutOffAndNobodyElse() throws Exception {
    List<Wire> guessing = new ArrayList<>();
    try {
      for (int i = 0; i < TRIES; i++) {
        String who = i % 2 == 0 ? "Authorization: Bearer gk_" + i + "\r\n" : basic("anna", i);
        guessing.add(
            wire()
                .send(
                    "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + who
                        + "\r\n"));
      }
      nothingIsLeftAndTheNextPushWorks();
      String last = guessing.get(TRIES - 1).rest();
      assertThat(last).startsWith("HTTP/1.1 429 ").contains("Retry-After: ");
      for (Wire wire : guessing.subList(0, TRIES - 1)) {
        assertThat(wire.rest()).matches("(?s)HTTP/1\\.1 (401|429) .*");
      }
    } finally {
      for (Wire wire : guessing) {
        wire.close();
      }
    }
  }

  private static String basic(String user, int guess) {
    byte[] pair = (user + ":gk_" + guess).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return "Authorization: Basic " + java.util.Base64.getEncoder().encodeToString(pair) + "\r\n";
  }
}
