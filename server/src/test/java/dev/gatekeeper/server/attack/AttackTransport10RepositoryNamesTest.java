package dev.gatekeeper.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The name of a repository that leads somewhere else: out of its folder, to a file, to the same
 * repository by another name. There is one name for each, and nothing else is there.
 */
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
        "/app.git;x",
        "/app.git;x=y",
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
        "/app.git/.",
        "/app.git/..",
        "/app.git%20",
        "/%20app.git",
        "/app.git%2f",
        "//app.git",
        "/app.git/",
        "/app.git//",
        "/./app.git",
        "/x/../app.git",
        "/app",
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
            wire.send("GET " + name + rest + " HTTP/1.1\r\nHost: x\r\n" + credential("olga"))
                .send("Connection: close\r\n\r\n")
                .rest();
      }
      System.err.println("XX " + name + rest + " -> " + said.replace('\n', '|').replaceAll("\r", ""));
      assertThat(said)
          .as(rest)
          .matches("(?s)HTTP/1\\.1 4.*")
          .doesNotContain("refs/heads", "[core]", "decision", folder.toString(), "Exception", "Location:");
    }
    assertThat(Files.readString(folder.resolve("access.log"))).doesNotContain("\0");
  }
}
