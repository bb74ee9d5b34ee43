package dev.gatekeeper.server.attack;

import static dev.gatekeeper.server.attack.PackBytes.COMMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.server.auth.Tokens;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * A push begins with a credential that is good, and its last bytes come when that was revoked: to
 * begin early must not be worth anything.
 */
class AttackTransport22RevokedWhilePushingTest extends UnderAttack {

  @Test
  void isRefused() throws Exception {
    byte[] commit = commit(id("a^{tree}"), id("a"));
    byte[] body =
        request(
            "report-status",
            new PackBytes(1).object(COMMIT, commit).done(),
            id("a") + " " + PackBytes.id(COMMIT, commit) + " refs/heads/a");
    Tokens tokens = new Tokens(folder.resolve("home"), Clock.systemUTC());
    String other =
        tokens.create(
            new dev.gatekeeper.core.model.Principal("anna"), java.util.Optional.empty(), "other");
    try (Wire wire = wire()) {
      wire.send(
          "POST /app.git/git-receive-pack HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + "Authorization: Bearer "
              + other
              + "\r\nContent-Type: application/x-git-receive-pack-request\r\nContent-Length: "
              + body.length
              + "\r\n\r\n");
      wire.send(Arrays.copyOf(body, body.length - 1));
      while (!site().get("olga", "/metrics").body().contains("gatekeeper_receives_running 1.0")) {
        Thread.sleep(20);
      }
      assertThat(tokens.revoke(token -> token.note().equals("other"))).hasSize(1);
      wire.send(Arrays.copyOfRange(body, body.length - 1, body.length));
      assertThat(wire.rest()).contains("ng refs/heads/a NOT_YOUR_BRANCH");
    }
    assertThat(decision()).contains("the credential was revoked while the push was under way");
  }
}
