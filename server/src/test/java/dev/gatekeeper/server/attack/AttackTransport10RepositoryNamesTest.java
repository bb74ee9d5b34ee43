package dev.gatekeeper.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The name of a repository that leads somewhere else: out of its folder, to a file, to the same
 * repository by another name. There is one name for each, and nothing else is there.
 */
@Tag("bytes")
class AttackTransport10RepositoryNamesTest extends UnderAttack {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../app.git",
        "/%2e%2e/app.git",
        "/%252e%252e/app.git",
        "/..%2fapp.git",
        "/..%252fapp.git",
        "/..;/app.git",
        "/..;a=b/app.git",
        "/%2e%2e;/app.git",
        "/.;/app.git",
        "/app.git%3bx",
        "/..\\app.git",
        "/..%5capp.git",
        "/x\\..\\app.git",
        "/app.git%00",
        "/app%00.git",
        "/app.git%0a",
        "/APP.git",
        "/App.GIT",
        "/app.GIT",
        "/app.git.",
        "/app.git..",
        "/app.git/..",
        "/app.git%20",
        "/%20app.git",
        "/app.git%2f",
        "//app.git",
        "/app.git/",
        "/app.git//",
        "/.git",
        "/",
        "/app.git.git",
        "/app.git/app.git",
        "/app.git/objects",
        "/app%2egit/../w/.git",
        "/w/.git",
        "/home",
        "/%c0%ae%c0%ae/app.git",
        "/%uff0e%uff0e/app.git",
        "/\u00e9.git",
        "/app.git%",
        "/app.git%zz",
        "http://elsewhere/../app.git",
      })
  void leadsNowhere(String name) throws Exception {
    for (String rest :
        new String[] {
          "/info/refs?service=git-upload-pack",
          "/info/refs?service=git-receive-pack",
          "/HEAD",
          "/config",
          "/gatekeeper/decisions.jsonl"
        }) {
      String said;
      try (Wire wire = wire()) {
        said =
            wire.send(
                    "GET " + name + rest + " HTTP/1.1\r\nHost: localhost\r\n" + credential("olga"))
                .send("Connection: close\r\n\r\n")
                .rest();
      }
      assertThat(said)
          .as(rest)
          .matches("(?s)HTTP/1\\.1 4.*")
          .doesNotContain(
              "refs/heads", "[core]", "decision", folder.toString(), "Exception", "Location:");
    }
  }

  /** What a URI says in two ways (RFC 3986, section 6) is one thing, with the same refs shown. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/app", "/app.git;x", "/app.git;x=y", "/app.git/.", "/./app.git", "/x/../app.git"})
  void orToTheSame(String name) throws Exception {
    String rest = "/info/refs?service=git-upload-pack";
    assertThat(site().get("anna", name + rest).body())
        .isEqualTo(site().get("anna", "/app.git" + rest).body())
        .contains("refs/heads/a")
        .doesNotContain("refs/heads/b");
    assertThat(site().status("eve", name + rest)).isEqualTo(404);
  }

  @AfterEach
  void theLogIsPlain() throws Exception {
    assertThat(Files.readString(folder.resolve("access.log"))).doesNotContain("\0");
  }
}
