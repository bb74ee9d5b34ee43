package dev.gatekeeper.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The dumb protocol: raw files, by the names that a client of it asks for. Whoever has them has all
 * objects, hidden ones too; no such file is handed out, to nobody, by no method.
 */
class AttackTransport11DumbHttpTest extends UnderAttack {

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST"})
  void noFileIsHandedOut(String method) throws Exception {
    String blob = id("b:b/secret");
    site().sh("git -C app.git repack -q -a; git -C app.git update-server-info");
    remember();
    String pack = site().sh("cd app.git/objects/pack; ls *.pack").lines().findFirst().orElseThrow();
    for (String file :
        new String[] {
          "HEAD",
          "info/refs",
          "info/refs?service=",
          "info/refs?service=git-upload-archive",
          "info/refs?service=git-upload-pack%00",
          "objects/info/packs",
          "objects/info/alternates",
          "objects/info/http-alternates",
          "objects/" + blob.substring(0, 2) + "/" + blob.substring(2),
          "objects/pack/" + pack,
          "objects/pack/" + pack.replace(".pack", ".idx"),
          "refs/heads/b",
          "packed-refs",
          "logs/HEAD",
          "hooks/pre-receive",
          "git-upload-archive",
          "info/lfs/objects/batch"
        }) {
      String said = ask(method, "/app.git/" + file, "olga");
      assertThat(said)
          .as(file)
          .matches("(?s)HTTP/1\\.1 4.*")
          .doesNotContain("refs/heads", "PACK", "secret", id("b"));
    }
  }

  @Test
  void aDumbClientIsToldSo() throws Exception {
    assertThat(site().run("GIT_SMART_HTTP=0 git clone " + site().url("olga") + " dumb").status())
        .isNotZero();
  }

  private String ask(String method, String path, String principal) throws Exception {
    try (Wire wire = wire()) {
      return wire.send(
              method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n")
          .send(credential(principal) + "Connection: close\r\n\r\n")
          .rest();
    }
  }
}
