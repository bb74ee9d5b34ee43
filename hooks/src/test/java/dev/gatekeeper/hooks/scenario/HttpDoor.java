package dev.gatekeeper.hooks.scenario;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.server.GatekeeperServer;
import dev.gatekeeper.server.auth.Tokens;
import dev.gatekeeper.server.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The embedded server. Clones are made by path, so that whoever pushes knows all there is to know,
 * and can try with it what an attacker would; pushes go over HTTP.
 */
final class HttpDoor implements Door {
  @Override
  public String name() {
    return "http";
  }

  @Override
  public Served open(Path repository, Path home, Program program) {
    GatekeeperServer server = start(repository, home);
    Tokens tokens = new Tokens(home, Clock.systemUTC());
    Map<String, String> known = new ConcurrentHashMap<>();
    return new Served() {
      @Override
      public void install(String policy) {
        if (!policy.isEmpty()) {
          try {
            Files.copy(
                Path.of(policy),
                repository.resolve("gatekeeper.yml"),
                StandardCopyOption.REPLACE_EXISTING);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }

      @Override
      public boolean takesNobody() {
        return false;
      }

      @Override
      public String url(String identity) {
        return repository.toString();
      }

      @Override
      public String pushUrl(String identity) {
        return server.address() + "server.git";
      }

      @Override
      public Map<String, String> environment(String identity) {
        String token = known.computeIfAbsent(identity, i -> create(tokens, i));
        return Map.of(
            "GIT_CONFIG_COUNT",
            "1",
            "GIT_CONFIG_KEY_0",
            "http.extraHeader",
            "GIT_CONFIG_VALUE_0",
            "Authorization: Bearer " + token);
      }

      @Override
      public void close() {
        try {
          server.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static String create(Tokens tokens, String identity) {
    try {
      return tokens.create(new Principal(identity), Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GatekeeperServer start(Path repository, Path home) {
    try {
      return GatekeeperServer.start(
          new Settings(
              "127.0.0.1",
              0,
              List.of(repository),
              List.of(),
              home,
              Optional.empty(),
              false,
              4,
              4,
              64,
              Duration.ofSeconds(30),
              Duration.ofSeconds(60),
              Duration.ofSeconds(5),
              100,
              Optional.empty(),
              Optional.empty(),
              Settings.Validating.DEFAULT));
    } catch (Exception e) {
      throw new AssertionError("the server does not start", e);
    }
  }
}
