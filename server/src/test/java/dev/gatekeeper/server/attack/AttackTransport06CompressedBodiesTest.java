package dev.gatekeeper.server.attack;

import static dev.gatekeeper.server.Site.packet;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A request of some hundred kilobytes that unfolds to ten times as many or more (git compresses its
 * requests, so the server has to unfold them). What it unfolds to is bounded as if it had been sent
 * so, and read no further than to the bound.
 */
class AttackTransport06CompressedBodiesTest extends UnderAttack {
  private static final int BYTES = 64 << 20;

  private static byte[] bomb(String unit) throws IOException {
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    byte[] block = unit.repeat((1 << 20) / unit.length()).getBytes(ISO_8859_1);
    try (GZIPOutputStream out = new GZIPOutputStream(small)) {
      for (int sent = 0; sent < BYTES; sent += block.length) {
        out.write(block);
      }
    }
    return small.toByteArray();
  }

  private String post(String path, String type, byte[] body) throws Exception {
    try (Wire wire = wire()) {
      return wire.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n")
          .send(credential("anna") + "Content-Type: " + type + "\r\nContent-Encoding: gzip\r\n")
          .send("Content-Length: " + body.length + "\r\n\r\n")
          .send(body)
          .rest();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "upload-pack, have 0123456789012345678901234567890123456789, 200, is larger than",
    "receive-pack, shallow 0123456789012345678901234567890123456789, 400, are larger than"
  })
  void gitsAreBounded(String service, String line, int status, String words) throws Exception {
    String said =
        post(
            "/app.git/git-" + service,
            "application/x-git-" + service + "-request",
            bomb(packet(line + "\n")));
    assertThat(said).startsWith("HTTP/1.1 " + status + " ").contains(words);
  }

  @Test
  void theApiTakesNone() throws Exception {
    assertThat(post("/api/v1/repos/app/check", "application/json", bomb("        ")))
        .startsWith("HTTP/1.1 4");
  }

  @Test
  void whatIsNotCompressedIsNoRequest() throws Exception {
    assertThat(
            post(
                "/app.git/git-receive-pack",
                "application/x-git-receive-pack-request",
                "0000".getBytes(ISO_8859_1)))
        .matches("(?s)HTTP/1\\.1 [45].*");
  }
}
