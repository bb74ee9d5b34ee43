package dev.gatekeeper.server;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.server.auth.Tokens;
import dev.gatekeeper.server.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server on loopback with the repository {@code app.git} of three agents, and real git. */
public final class Site implements AutoCloseable {
  /** A free port. */
  public static final Settings.Listening LOOPBACK = Settings.Listening.loopback("127.0.0.1", 0);

  private final Path folder;
  private final GatekeeperServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> tokens = new HashMap<>();

  public Site(Path folder, String policy) throws Exception {
    this(folder, policy, Duration.ofSeconds(60), Optional.empty());
  }

  /**
   * @param idle after how long a client that sends nothing is given up
   */
  public Site(Path folder, String policy, Duration idle) throws Exception {
    this(folder, policy, idle, Optional.empty());
  }

  /**
   * @param quiet after how long without a push there is upkeep
   */
  public Site(Path folder, String policy, Optional<Duration> quiet) throws Exception {
    this(folder, policy, Duration.ofSeconds(60), quiet);
  }

  private Site(Path folder, String policy, Duration idle, Optional<Duration> quiet)
      throws Exception {
    this.folder = folder;
    sh("git init -q --bare -b main app.git");
    Files.writeString(folder.resolve("app.git/gatekeeper.yml"), policy);
    this.server =
        GatekeeperServer.start(
            new Settings(
                LOOPBACK,
                new Settings.Content(
                    List.of(folder.resolve("app.git")), List.of(), folder.resolve("home")),
                limits(idle),
                false,
                Optional.of(folder.resolve("access.log")),
                quiet,
                Settings.Validating.DEFAULT));
  }

  /** Those that tests need, with how long a client that sends nothing is waited for. */
  public static Settings.Limits limits(Duration idle) {
    return new Settings.Limits(4, 4, 64, Duration.ofSeconds(30), idle, Duration.ofSeconds(5), 1000);
  }

  /** A token of that principal, the same each time. */
  public synchronized String token(String principal) throws IOException {
    String token = tokens.get(principal);
    if (token == null) {
      token =
          new Tokens(folder.resolve("home"), Clock.systemUTC())
              .create(new Principal(principal), Optional.empty());
      tokens.put(principal, token);
    }
    return token;
  }

  /** The address of the repository with that principal's credential in it. */
  public String url(String principal) throws IOException {
    return "http://" + principal + ":" + token(principal) + "@" + authority() + "/app.git";
  }

  public String authority() {
    return server.address().getAuthority();
  }

  /** Posts a request of git's and returns the answer, a character a byte. */
  public HttpResponse<String> post(String principal, String service, String protocol, byte[] body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + authority() + "/app.git/" + service))
            .header("Authorization", "Bearer " + token(principal))
            .header("Content-Type", "application/x-" + service + "-request")
            .header("Git-Protocol", protocol)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  /** What is answered to a GET. */
  public String body(String principal, String path) throws Exception {
    return get(principal, path).body();
  }

  /** Gets what is there. */
  public HttpResponse<String> get(String principal, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + authority() + path))
            .header("Authorization", "Bearer " + token(principal))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  public int port() {
    return server.address().getPort();
  }

  public int status(String principal, String path) throws Exception {
    return get(principal, path).statusCode();
  }

  /** Runs a script that has to succeed; what it printed, both streams. */
  public String sh(String script) throws Exception {
    Result result = run(script);
    if (result.status() != 0) {
      throw new AssertionError(script + "\n" + result.output());
    }
    return result.output();
  }

  /** What came of a script. */
  public record Result(int status, String output) {}

  public Result run(String script) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", script);
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    for (String role : new String[] {"AUTHOR", "COMMITTER"}) {
      builder.environment().put("GIT_" + role + "_NAME", "somebody");
      builder.environment().put("GIT_" + role + "_EMAIL", "somebody@example.com");
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    return new Result(process.waitFor(), output);
  }

  /** A packet of git's protocol. */
  public static String packet(String line) {
    return String.format("%04x", line.length() + 4) + line;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
