package dev.gatekeeper.hooks.scenario;

import dev.gatekeeper.hooks.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

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
    TestServer server = TestServer.of(repository, home);
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
        return Map.of(
            "GIT_CONFIG_COUNT",
            "1",
            "GIT_CONFIG_KEY_0",
            "http.extraHeader",
            "GIT_CONFIG_VALUE_0",
            "Authorization: Bearer " + server.token(identity));
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }
}
