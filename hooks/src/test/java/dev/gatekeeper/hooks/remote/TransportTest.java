package dev.gatekeeper.hooks.remote;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Sh;
import dev.gatekeeper.hooks.TestServer;
import dev.gatekeeper.server.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that git reaches are reached by the commands, by the same settings. */
@Timeout(120)
class TransportTest {
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [mia]}
      agents:
        ann: {branches: ["ann/**"], owns: [/a/]}
      """;

  @TempDir private Path folder;
  private String printed = "";

  private int run(Map<String, String> more, String line) {
    Map<String, String> environment = new HashMap<>();
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("HOME", folder.toString());
    environment.putAll(more);
    Sh.Result result = Called.in(folder.resolve("w"), environment, List.of(line.split(" +", -1)));
    printed = result.output();
    return result.status();
  }

  @Test
  void aPrivateAuthorityIsBelievedAsGitBelievesIt() throws Exception {
    Sh sh = new Sh(folder);
    sh.ok("git init -q --bare -b main team.git; git init -q -b main w");
    Files.writeString(folder.resolve("team.git/gatekeeper.yml"), POLICY);
    sh.ok(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x"
            + " -addext subjectAltName=IP:127.0.0.1 -keyout key -out cert.pem 2>/dev/null");
    Settings.Tls tls = new Settings.Tls(folder.resolve("cert.pem"), folder.resolve("key"));
    try (TestServer server =
        TestServer.of(folder.resolve("team.git"), folder.resolve("home"), tls)) {
      String token = server.token("mia");
      sh.ok("cd w; git remote add gate " + server.address() + "team.git");
      Map<String, String> alone = Map.of("GATEKEEPER_TOKEN", token);
      assertThat(run(alone, "status")).isEqualTo(4);
      assertThat(printed)
          .contains("its certificate is not signed by an authority that this machine trusts")
          .contains("git config http.sslCAInfo FILE, or GIT_SSL_CAINFO")
          .doesNotContain("Exception", "PKIX");
      Map<String, String> variable = new HashMap<>(alone);
      variable.put("GIT_SSL_CAINFO", folder.resolve("cert.pem").toString());
      assertThat(run(variable, "status")).as(printed).isZero();
      sh.ok("cd w; git config http." + server.address() + ".sslCAInfo ../cert.pem");
      assertThat(run(alone, "status")).as(printed).isZero();
      sh.ok("cd w; git config http." + server.address() + ".sslCAInfo none.pem");
      assertThat(run(alone, "status")).isEqualTo(4);
      assertThat(printed).contains("none.pem` can't be read");
    }
  }

  /** A proxy that only notes what it is asked. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "git config http.proxy http://PROXY                 |               | true",
        "git config http.http://gate.test/.proxy PROXY      |               | true",
        "true                                               | http_proxy    | true",
        "true                                               | ALL_PROXY     | true",
        "git config http.proxy \"\"                         | http_proxy    | false",
        "true                                               | https_proxy   | false",
      })
  void aProxyIsUsedAsGitUsesIt(String line, String variable, boolean isAsked) throws Exception {
    Sh sh = new Sh(folder);
    sh.ok("git init -q -b main w; cd w; git remote add gate http://gate.test/team.git");
    try (ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + proxy.getLocalPort();
      CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> firstLine(proxy));
      sh.ok("cd w; " + line.replace("PROXY", address));
      Map<String, String> variables =
          variable == null ? Map.of() : Map.of(variable, "http://" + address);
      assertThat(run(variables, "status")).as(printed).isEqualTo(4);
      if (isAsked) {
        assertThat(asked.get(20, TimeUnit.SECONDS))
            .isEqualTo("GET http://gate.test/api/v1/repos/team/status HTTP/1.1");
      } else {
        assertThat(printed).contains("the host is unknown");
        assertThat(asked).isNotDone();
      }
    }
  }

  @Test
  void aProxyThatCanNotBeUsedIsSaidSo() {
    new Sh(folder)
        .ok(
            "git init -q -b main w; cd w; git remote add gate http://gate.test/team.git;"
                + " git config http.proxy socks5://127.0.0.1:1");
    assertThat(run(Map.of(), "status")).isEqualTo(2);
    assertThat(printed).contains("`socks5://127.0.0.1:1` can't be used");
    assertThat(run(Map.of("no_proxy", "x, .test"), "status")).isEqualTo(4);
  }

  private static String firstLine(ServerSocket proxy) {
    try (Socket client = proxy.accept();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII))) {
      String line = in.readLine();
      client
          .getOutputStream()
          .write("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
      return String.valueOf(line);
    } catch (IOException e) {
      return "";
    }
  }
}
