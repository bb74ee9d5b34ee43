package dev.gatekeeper.server.settings;

import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.core.validate.SandboxSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of the server.
 *
 * @param anonymousRead whether anybody may read what every agent is shown
 * @param accessLog where requests are logged, or none
 * @param quiet after how long without a push a repository has its upkeep, or none for no upkeep
 */
public record Settings(
    Listening listening,
    Content content,
    Limits limits,
    boolean anonymousRead,
    Optional<Path> accessLog,
    Optional<Duration> quiet,
    Validating validating) {

  /**
   * Where it is reached.
   *
   * @param host the address to listen on
   * @param port 0 takes a free one
   * @param tls how to speak TLS, or none for plain HTTP
   * @param names by which alone it can be asked, in lower case; none for any
   */
  public record Listening(String host, int port, Optional<Tls> tls, Set<String> names) {
    public Listening {
      names = Set.copyOf(names);
    }

    /** At an address, by plain HTTP, under the names that loopback has and no others. */
    public static Listening loopback(String host, int port) {
      return new Listening(host, port, Optional.empty(), LOOPBACK);
    }
  }

  /** What every machine calls itself. */
  public static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * The files of a key pair, PEM.
   *
   * @param certificate the chain, the server's own first
   * @param key its private key, PKCS #8
   */
  public record Tls(Path certificate, Path key) {}

  /**
   * What it serves.
   *
   * @param repositories the bare repositories that are served by their own names
   * @param roots the folders below which every repository is served
   * @param home where what belongs to no repository lies
   */
  public record Content(List<Path> repositories, List<Path> roots, Path home) {
    public Content {
      repositories = List.copyOf(repositories);
      roots = List.copyOf(roots);
    }
  }

  /**
   * How much at once, and for how long.
   *
   * @param receives how many pushes are received at once
   * @param uploads how many fetches are served at once
   * @param queue how many of each may wait
   * @param patience how long they wait
   * @param idle after how long a client that sends and takes nothing is given up
   * @param stop how long what runs may take to end when the server is stopped
   * @param connections how many there may be at once
   */
  public record Limits(
      int receives,
      int uploads,
      int queue,
      Duration patience,
      Duration idle,
      Duration stop,
      int connections) {}

  /**
   * How work is validated.
   *
   * @param most how many validations at once
   * @param sandbox where commands run
   */
  public record Validating(int most, Sandbox sandbox) {
    /** Two at once, in the sandbox. */
    public static final Validating DEFAULT =
        new Validating(2, Sandbox.bubblewrap(SandboxSettings.DEFAULT));
  }
}
