package dev.gatekeeper.hooks;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.server.GatekeeperServer;
import dev.gatekeeper.server.auth.Tokens;
import dev.gatekeeper.server.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A server in this process, on loopback, and the tokens of those who use it. */
public final class TestServer implements AutoCloseable {
  private final GatekeeperServer server;
  private final Path home;
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  private TestServer(GatekeeperServer server, Path home) {
    this.server = server;
    this.home = home;
  }

  /** Serves that repository alone. */
  public static TestServer of(Path repository, Path home) {
    return start(new Settings.Content(List.of(repository), List.of(), home), Optional.empty());
  }

  /** Serves all below that folder. */
  public static TestServer below(Path root, Path home) {
    return start(new Settings.Content(List.of(), List.of(root), home), Optional.empty());
  }

  /** Serves that repository by TLS. */
  public static TestServer of(Path repository, Path home, Settings.Tls tls) {
    return start(new Settings.Content(List.of(repository), List.of(), home), Optional.of(tls));
  }

  private static TestServer start(Settings.Content content, Optional<Settings.Tls> tls) {
    Settings settings =
        new Settings(
            new Settings.Listening("127.0.0.1", 0, tls, Settings.LOOPBACK),
            content,
            new Settings.Limits(
                4,
                4,
                64,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                100),
            false,
            Optional.empty(),
            Optional.empty(),
            Settings.Validating.DEFAULT);
    try {
      return new TestServer(GatekeeperServer.start(settings), content.home());
    } catch (Exception e) {
      throw new AssertionError("the server does not start", e);
    }
  }

  /** Where it can be reached, with a slash at the end. */
  public URI address() {
    return server.address();
  }

  /** A token of that principal, the same each time. */
  public String token(String principal) {
    return tokens.computeIfAbsent(principal, this::create);
  }

  private String create(String principal) {
    try {
      return new Tokens(home, Clock.systemUTC()).create(new Principal(principal), Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
