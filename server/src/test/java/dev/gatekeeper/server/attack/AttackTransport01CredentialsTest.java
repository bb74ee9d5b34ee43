package dev.gatekeeper.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.server.auth.Tokens;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request with no credential, a wrong one, a revoked one, that of another agent; and a pusher who
 * says in the commit, the address or a header to be somebody else. Who has none is told nothing;
 * who has another's is that other, and no more than that.
 */
class AttackTransport01CredentialsTest extends UnderAttack {

  private String ask(String line, String headers) throws Exception {
    try (Wire wire = wire()) {
      return wire.send(line + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n")
          .send(headers + "Connection: close\r\n\r\n")
          .rest();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /app.git/info/refs?service=git-upload-pack",
        "GET /app.git/info/refs?service=git-receive-pack",
        "GET /none.git/info/refs?service=git-receive-pack",
        "POST /app.git/git-upload-pack",
        "POST /app.git/git-receive-pack",
        "GET /app.git/HEAD",
        "GET /",
        "GET /metrics",
        "GET /api/v1/repos",
        "GET /api/v1/repos/app/status",
        "GET /api/v1/repos/app/events",
        "POST /api/v1/repos/app/check",
      })
  void withoutARightOneNothingIsThere(String line) throws Exception {
    String token = "Bearer " + site().token("anna") + "\r\n";
    for (String headers :
        new String[] {
          "",
          "X-Forwarded-User: olga\r\nREMOTE_USER: olga\r\nProxy-Authorization: " + token,
          "Cookie: Authorization=" + token
        }) {
      assertThat(ask(line, headers)).as(headers).startsWith("HTTP/1.1 401 ");
    }
  }

  @Test
  void allWrongOnesAreEquallyWrong() throws Exception {
    Tokens tokens = new Tokens(folder.resolve("home"), Clock.systemUTC());
    String revoked = tokens.create(new Principal("anna"), Optional.empty(), "lost");
    assertThat(tokens.revoke(token -> token.note().equals("lost"))).hasSize(1);
    Set<String> answers = new HashSet<>();
    for (String wrong : new String[] {"gk_no", revoked, site().token("anna") + ",Bearer x"}) {
      answers.add(
          ask("POST /app.git/git-receive-pack", "Authorization: Bearer " + wrong + "\r\n")
              .replaceFirst("Date: [^\r]*", ""));
    }
    assertThat(answers).hasSize(1);
    assertThat(answers.toString()).contains("HTTP/1.1 401 ");
  }

  @Test
  void gitIsToldToAskAgain() throws Exception {
    String at = "@" + site().authority() + "/app.git";
    for (String who : new String[] {"anna:" + site().token("bert"), "nobody:gk_no"}) {
      assertThat(site().run("git -C w push http://" + who + at + " a").output())
          .contains("Authentication failed")
          .doesNotContain("500");
    }
    assertThat(site().run("git -C w push http://" + site().authority() + "/app.git a").output())
        .contains("could not read Username");
  }

  /** Bert's work, with bert as its author, pushed with anna's credential to bert's branch. */
  @Test
  void whoHasAnothersIsThatOther() throws Exception {
    site()
        .sh(
            "cd w; git checkout -q -f b; echo x >b/f; git -c user.name=bert commit -q -a --author='bert"
                + " <bert@x>' -m three");
    String push = "git -C w -c http.extraHeader='X-Forwarded-User: bert' push ";
    assertThat(site().run(push + site().url("anna") + " b").output()).contains("(NOT_YOUR_BRANCH ");
    assertThat(decision()).contains("\"principal\":\"anna\"");
    assertThat(site().run(push + site().url("bert") + " HEAD:refs/heads/a").output())
        .contains("(NOT_YOUR_BRANCH ");
    assertThat(site().run(push + site().url("eve") + " b").output()).contains("(NOT_YOUR_BRANCH ");
    assertThat(Files.readString(folder.resolve("access.log"))).contains(" - eve [");
  }

  /** A credential whose user says one thing and whose token another proves neither. */
  @Test
  void aNameAndATokenHaveToBelongTogether() throws Exception {
    for (String pair :
        new String[] {
          "olga:" + site().token("anna"), "anna\0:" + site().token("anna"),
        }) {
      String basic =
          Base64.getEncoder()
              .encodeToString(pair.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThat(ask("GET /metrics", "Authorization: Basic " + basic + "\r\n"))
          .startsWith("HTTP/1.1 401 ");
    }
  }
}
