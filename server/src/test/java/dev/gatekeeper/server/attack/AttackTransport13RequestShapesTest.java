package dev.gatekeeper.server.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request in a shape that two programs on the way may read in two ways, or that is larger than
 * any that makes sense, or by a method that is nobody's. It is refused with a status, and what
 * follows on the connection is never taken for a request of its own.
 */
class AttackTransport13RequestShapesTest extends UnderAttack {
  private static final String FETCH = "/app.git/info/refs?service=git-upload-pack";

  private enum Shape {
    HEADER_OF_100_KB("431", "GET " + FETCH + " HTTP/1.1", "X: " + "x".repeat(100 << 10), ""),
    HEADERS_10000("431", "GET " + FETCH + " HTTP/1.1", "X: y\r\n".repeat(10_000) + "Z: z", ""),
    ADDRESS_OF_100_KB("414", "GET /" + "x".repeat(100 << 10) + " HTTP/1.1", "X: y", ""),
    TWO_LENGTHS("400", post(), "Content-Length: 4\r\nContent-Length: 40", smuggled()),
    TWO_EQUAL_LENGTHS("400", post(), "Content-Length: 4\r\nContent-Length: 4", smuggled()),
    LENGTHS_IN_A_LIST("400", post(), "Content-Length: 4, 40", smuggled()),
    LENGTH_WITH_A_SIGN("400", post(), "Content-Length: +4", smuggled()),
    LENGTH_BELOW_NOTHING("400", post(), "Content-Length: -1", smuggled()),
    LENGTH_BEYOND_ALL("400", post(), "Content-Length: 99999999999999999999", smuggled()),
    LENGTH_IN_HEX("400", post(), "Content-Length: 0x4", smuggled()),
    CHUNKS_AND_LENGTH(
        "400", post(), "Transfer-Encoding: chunked\r\nContent-Length: 4", "0\r\n\r\n" + smuggled()),
    LENGTH_AND_CHUNKS(
        "400", post(), "Content-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + smuggled()),
    CHUNKS_BY_ANOTHER_NAME("400", post(), "Transfer-Encoding: xchunked", "0\r\n\r\n" + smuggled()),
    CHUNKS_NOT_LAST(
        "400", post(), "Transfer-Encoding: chunked, identity", "0\r\n\r\n" + smuggled()),
    CHUNKS_WITH_A_SPACE("400", post(), "Transfer-Encoding : chunked", "0\r\n\r\n" + smuggled()),
    CHUNK_OF_NO_SIZE("400", post(), "Transfer-Encoding: chunked", "zz\r\n" + smuggled()),
    CHUNK_BEYOND_ALL(
        "400", post(), "Transfer-Encoding: chunked", "fffffffffffffffff\r\n" + smuggled()),
    FOLDED_HEADER("400", post(), "Content-Length: 4\r\n X: y", smuggled()),
    HEADER_WITH_NUL("400", post(), "X: a\0b\r\nContent-Length: 4", smuggled()),
    HEADER_WITHOUT_NAME("400", post(), ": y\r\nContent-Length: 4", smuggled()),
    TWO_HOSTS("400", "GET " + FETCH + " HTTP/1.1", "Host: y", ""),
    OLD_PROTOCOL("", "GET " + FETCH, "", ""),
    NO_SUCH_VERSION("", "GET " + FETCH + " HTTP/3.7", "X: y", ""),
    PREFACE_OF_HTTP_2("", "PRI * HTTP/2.0\r\n\r\nSM", "", "");

    private final String status;
    private final String request;

    Shape(String status, String line, String headers, String body) {
      this.status = status;
      this.request = line + "\r\nHost: localhost\r\n" + "%s" + headers + "\r\n\r\n" + body;
    }

    private static String post() {
      return "POST /app.git/git-upload-pack HTTP/1.1\r\nContent-Type: application/x-git-upload-pack-request";
    }

    private static String smuggled() {
      return "0000GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
  }

  @ParameterizedTest
  @EnumSource
  void isRefused(Shape shape) throws Exception {
    String said;
    try (Wire wire = wire()) {
      said = wire.send(shape.request.replace("%s", credential("olga"))).rest();
    }
    assertThat(said).doesNotContain("refs/heads", "Exception", "gk_");
    if (!shape.status.isEmpty()) {
      assertThat(said).startsWith("HTTP/1.1 " + shape.status + " ");
    } else if (!said.isEmpty()) {
      assertThat(said).matches("(?s)HTTP/1\\.1 [45].*");
    }
    assertThat(said.split("HTTP/1\\.1 ", -1)).as("answers").hasSizeLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PUT",
        "TRACE",
        "OPTIONS",
        "DELETE",
        "PATCH",
        "PROPFIND",
        "MKCOL",
        "LOCK",
        "get",
        "TRACK",
        "X"
      })
  void noOtherMethodDoesAnything(String method) throws Exception {
    for (String path :
        new String[] {
          "/app.git/git-receive-pack",
          "/app.git/git-upload-pack",
          "/app.git/info/refs?service=git-receive-pack",
          "/app.git/HEAD",
          "/api/v1/repos/app/status",
          "/metrics",
          "/healthz",
          "/",
          "*"
        }) {
      String said;
      try (Wire wire = wire()) {
        said =
            wire.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n")
                .send("X-Secret: gk_secret\r\n" + credential("olga") + "Connection: close\r\n\r\n")
                .rest();
      }
      assertThat(said)
          .as(path)
          .matches("(?s)HTTP/1\\.1 [45].*")
          .doesNotContain("gk_", "refs/heads");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/x-git-upload-pack-request",
        "application/x-git-receive-pack-request-not",
        "application/json"
      })
  void aPushOfAnotherContentTypeIsNone(String type) throws Exception {
    byte[] push =
        request(
            "report-status",
            new PackBytes(0).done(),
            NONE + " " + id("main") + " refs/heads/a/new");
    String said;
    try (Wire wire = wire()) {
      said =
          wire.send(
                  "POST /app.git/git-receive-pack HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n")
              .send(type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
              .send(credential("anna") + "Content-Length: " + push.length + "\r\n\r\n")
              .send(new String(push, ISO_8859_1))
              .rest();
    }
    assertThat(said).startsWith("HTTP/1.1 415 ");
  }
}
