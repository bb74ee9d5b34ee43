package dev.gatekeeper.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.server.Site;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page of elsewhere has a browser ask loopback under the name of that page (DNS rebinding). */
@Timeout(60)
class AttackTransport24HostNamesTest {
  @TempDir private static Path folder;
  private static Site site;

  @BeforeAll
  static void serve() throws Exception {
    site = new Site(folder, "version: 1\nagents: {a: {branches: [a], owns: [/a/]}}\n");
  }

  @AfterAll
  static void stop() throws Exception {
    site.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "localhost          | 1.1 | 200",
        "LocalHost:1        | 1.1 | 200",
        "127.0.0.1:8080     | 1.1 | 200",
        "[::1]:99           | 1.1 | 200",
        "[::1]              | 1.1 | 200",
        "localhost          | 1.0 | 200",
        "none               | 1.0 | 421",
        "none               | 1.1 | 400",
        "evil.test          | 1.1 | 421",
        "evil.test:8080     | 1.1 | 421",
        "localhost.evil.test| 1.1 | 421",
        "127.0.0.1.evil.test| 1.1 | 421",
        "127.0.0.2          | 1.1 | 421",
        "localhost.         | 1.1 | 421",
        "0.0.0.0:8080       | 1.1 | 421",
        "a@localhost        | 1.1 | 400",
      })
  void onlyItsOwnNamesAreAnswered(String host, String version, String status) throws Exception {
    for (String path : new String[] {"/healthz", "/api/v1/openapi.json", "/app.git/info/refs"}) {
      String answer = ask("GET " + path + " HTTP/" + version + "\r\n" + header(host));
      boolean isRefused = !status.equals("200");
      assertThat(answer.startsWith("HTTP/1.1 " + status + " "))
          .as("%s %s: %s", path, host, answer)
          .isEqualTo(isRefused || path.equals("/healthz"));
      if (status.equals("421")) {
        assertThat(answer).contains("--host-name").doesNotContain("evil");
      }
    }
  }

  /** The name in an absolute address is that of the request as well. */
  @ParameterizedTest
  @CsvSource({"evil.test, localhost", "evil.test, evil.test"})
  void noOtherNameStandsInTheAddress(String address, String host) throws Exception {
    String answer = ask("GET http://" + address + "/healthz HTTP/1.1\r\n" + header(host));
    assertThat(answer).doesNotStartWith("HTTP/1.1 200");
  }

  private static String header(String host) {
    return (host == null ? "" : "Host: " + host + "\r\n") + "Connection: close\r\n\r\n";
  }

  private static String ask(String request) throws Exception {
    int port = Integer.parseInt(site.authority().replaceFirst(".*:", ""));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
