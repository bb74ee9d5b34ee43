package dev.gatekeeper.server;

import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.server.auth.Tokens;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.repository.ServedRepository;
import dev.gatekeeper.server.settings.PemKeys;
import dev.gatekeeper.server.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Repository;

/**
 * The check of settings, repositories and policies before the server starts.
 *
 * @param faults with which it can't serve
 * @param warnings with which it serves, but refuses every push to a repository
 */
public record Inspection(List<String> faults, List<String> warnings) {

  public Inspection {
    faults = List.copyOf(faults);
    warnings = List.copyOf(warnings);
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  /** Looks at all that the settings name; changes nothing but what a first start makes. */
  public static Inspection of(Settings settings) {
    List<String> faults = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    attempt(faults, () -> repositories(settings, warnings));
    attempt(faults, () -> new Tokens(settings.content().home(), Clock.systemUTC()).check());
    if (settings.listening().tls().isPresent()) {
      attempt(faults, () -> PemKeys.load(settings.listening().tls().get()));
    }
    attempt(faults, () -> port(settings));
    return new Inspection(faults, warnings);
  }

  private static void attempt(List<String> faults, Step step) {
    try {
      step.run();
    } catch (IOException e) {
      String kind =
          e instanceof NoSuchFileException
              ? "there is no "
              : e.getClass() == IOException.class ? "" : e.getClass().getSimpleName() + ": ";
      faults.add(kind + e.getMessage());
    }
  }

  private static void repositories(Settings settings, List<String> warnings) throws IOException {
    for (ServedRepository served :
        Repositories.of(settings.content().repositories(), settings.content().roots()).all()) {
      try (Repository repository = served.open()) {
        if (served.policy() instanceof LoadedPolicy.Invalid invalid) {
          String where = repository.getDirectory() + ": every push will be refused: ";
          invalid.problems().forEach(problem -> warnings.add(where + problem));
        }
      }
    }
  }

  private static void port(Settings settings) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(settings.listening().host(), settings.listening().port()));
    } catch (IOException e) {
      throw new IOException(
          "%s:%s can't be listened on: %s"
              .formatted(settings.listening().host(), settings.listening().port(), e.getMessage()),
          e);
    }
  }
}
