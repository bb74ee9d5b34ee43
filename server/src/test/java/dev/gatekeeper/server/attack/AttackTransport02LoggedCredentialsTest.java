package dev.gatekeeper.server.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * A credential in every place where a client may put it by mistake: the address, its query, a
 * header, a push option, the request that is refused for its form. Nothing that the server writes
 * or says has it, at any level of its log.
 */
class AttackTransport02LoggedCredentialsTest extends UnderAttack {

  @Test
  void noneIsWrittenOrSaid() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    List<Logger> loud =
        Stream.of("dev.gatekeeper", "org.eclipse.jgit")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();
    log.start();
    root.addAppender(log);
    loud.forEach(logger -> logger.setLevel(Level.TRACE));
    loud.forEach(logger -> logger.setAdditive(true));
    StringBuilder said = new StringBuilder();
    try {
      said.append(everywhere("anna", site().token("anna")));
    } finally {
      root.detachAppender(log);
      loud.forEach(logger -> logger.setLevel(null));
    }
    for (ILoggingEvent event : log.list) {
      said.append(event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        said.append(event.getThrowableProxy().getMessage());
      }
    }
    awaitLogged("POST /app.git/git-receive-pack"); // a request is logged when it is over
    for (String file :
        List.of("access.log", "app.git/gatekeeper/decisions.jsonl", "home/tokens.jsonl")) {
      said.append(Files.readString(folder.resolve(file), ISO_8859_1));
    }
    String basic = basic("anna", site().token("anna"));
    assertThat(said.toString()).contains("POST /app.git/git-receive-pack");
    assertThat(said.toString().lines())
        .filteredOn(line -> line.contains("gk_") || line.contains(basic))
        .isEmpty();
  }

  private void awaitLogged(String words) throws Exception {
    for (int i = 0; i < 300; i++) {
      if (Files.readString(folder.resolve("access.log"), ISO_8859_1).contains(words)) {
        return;
      }
      Thread.sleep(20);
    }
  }

  private static String basic(String user, String token) {
    return Base64.getEncoder().encodeToString((user + ":" + token).getBytes(UTF_8));
  }

  private String everywhere(String user, String token) throws Exception {
    String basic = basic(user, token);
    String good = "Authorization: Basic " + basic + "\r\n";
    String at = site().authority();
    StringBuilder said = new StringBuilder();
    for (String request :
        new String[] {
          "GET http://" + user + ":" + token + "@" + at + "/app.git/info/refs HTTP/1.1\r\n",
          "GET /app.git/info/refs?service=git-upload-pack&token=" + token + " HTTP/1.1\r\n" + good,
          "GET /metrics?access_token=" + token + " HTTP/1.1\r\n",
          "GET /app.git/info/refs;" + token + " HTTP/1.1\r\n",
          "GET /app.git/HEAD#" + token + " HTTP/1.1\r\n" + good,
          "GET /app.git/%zz?" + token + " HTTP/1.1\r\n" + good,
          "GET /%2e%2e/?" + token + " HTTP/1.1\r\n" + good,
          "GET //app.git?" + token + " HTTP/1.1\r\n" + good,
          "GET /api/v1/repos/app/check?path=a&" + token + "=1 HTTP/1.1\r\n",
          "TRACE /metrics HTTP/1.1\r\n" + good,
          "GET /metrics HTTP/1.1\r\n" + good + good,
          "GET /metrics HTTP/1.1\r\nBad Header: " + token + "\r\n",
          "GET /metrics HTTP/1.1\r\nAuthorization: " + token + "\r\n",
          "GET /metrics HTTP/1.1\r\nAuthorization: Digest " + token + "\r\n",
          "GET /metrics HTTP/1.1\r\nReferer: http://" + user + ":" + token + "@x/\r\n" + good,
          "POST /app.git/git-upload-pack HTTP/1.1\r\nContent-Type:"
              + " application/x-git-upload-pack-request\r\nContent-Length: 9999\r\n"
              + good,
        }) {
      try (Wire wire = wire()) {
        said.append(
            wire.send(request + "Host: localhost\r\nConnection: close\r\n\r\n" + "zzzz")
                .sent()
                .rest());
      }
    }
    said.append(
        site()
            .run(
                "cd w; git push http://"
                    + user
                    + ":"
                    + token
                    + "@"
                    + at
                    + "/app.git +main:refs/heads/a")
            .output()
            .replace(user + ":" + token + "@", ""));
    return said.toString();
  }
}
