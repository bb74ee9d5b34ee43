package dev.gatekeeper.hooks.up;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import dev.gatekeeper.server.repository.Repositories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder with all parts of a clone's own gate, next to the clone. The clone's configuration
 * names it.
 *
 * @param path its place, absolute
 * @param name of the repository in it, without {@code .git}
 */
public record GateFolder(Path path, String name) {
  /** The key of the clone's configuration. */
  public static final String KEY = "gatekeeper.up";

  /** The name of the remote for the gate. */
  public static final String REMOTE = "gate";

  private static final String HOST = "http://127.0.0.1:";
  private static final String SUFFIX = ".git";
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,63}");
  private static final String IGNORE = ".gitignore";
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 10_000;

  /**
   * The folder of a clone, if it ever had one.
   *
   * @param top the clone's uppermost folder
   */
  public static Optional<GateFolder> of(Git clone, Path top) throws Failure {
    String said = clone.config("--local", "--get", KEY);
    return said.isEmpty() ? Optional.empty() : Optional.of(at(top.resolve(said), top));
  }

  /** The folder at that path, which may not exist yet. */
  public static GateFolder at(Path path, Path top) throws Failure {
    Path place = path.toAbsolutePath().normalize();
    Path root = place.resolve("git");
    if (Files.isDirectory(root)) {
      try (Stream<Path> all = Files.list(root)) {
        List<String> names =
            all.map(folder -> String.valueOf(folder.getFileName()))
                .filter(name -> name.endsWith(SUFFIX))
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .filter(Repositories::isName)
                .sorted()
                .toList();
        if (!names.isEmpty()) {
          return new GateFolder(place, names.get(0));
        }
      } catch (IOException e) {
        throw Failure.unreadable("`" + root + "` can't be read: " + e.getMessage());
      }
    }
    return new GateFolder(place, nameOf(top));
  }

  private static String nameOf(Path top) {
    String name =
        String.valueOf(top.getFileName())
            .replaceAll("[^A-Za-z0-9._-]", "-")
            .replaceAll("[.]{2,}", ".")
            .replaceAll("([.]git)+$", "");
    return Repositories.isName(name) ? name : "project";
  }

  public Path root() {
    return path.resolve("git");
  }

  public Path repository() {
    return root().resolve(name + SUFFIX);
  }

  /** The folder for the hashes of tokens. */
  public Path home() {
    return path.resolve("home");
  }

  /** The folder of the tokens, a file each. */
  Path tokens() {
    return path.resolve("tokens");
  }

  /**
   * The file of that principal's token. A name that a file system might confuse with another one,
   * or with a path, gets a part of its digest.
   */
  public Path token(Principal principal) {
    String name = principal.name();
    return tokens()
        .resolve(
            PLAIN.matcher(name).matches()
                ? name
                : name.replaceAll("[^A-Za-z0-9_-]", "_").replaceFirst("(?s)(?<=^.{40}).*", "")
                    + "-"
                    + digest(name).substring(0, 12));
  }

  public Path log() {
    return path.resolve("server.log");
  }

  /** The lock that the server holds while it runs. */
  Path serverLock() {
    return path.resolve("server.lock");
  }

  /**
   * Makes the folders that the other parts need, and removes incomplete ones. The folder ignores
   * itself, since it may be in the working copy of another project.
   */
  public void make() throws IOException {
    PrivateFiles.folder(path, true);
    PrivateFiles.write(path.resolve(IGNORE), "*\n");
    PrivateFiles.folder(root(), true);
    BareRepository.removeDrafts(root());
  }

  /** Whether anything exists that {@link #clear} removes. */
  public boolean hasTraces() {
    return Stream.of(log(), serverLock(), path.resolve(IGNORE), home(), tokens())
        .anyMatch(Files::exists);
  }

  /** Removes all but the repository, once no server runs and no token is valid. */
  public void clear() throws IOException {
    for (Path file : List.of(log(), serverLock(), path.resolve(IGNORE), home(), tokens())) {
      BareRepository.delete(file);
    }
    if (Files.isDirectory(root())) {
      BareRepository.removeDrafts(root());
    }
  }

  public String address(int port) {
    return HOST + port + "/" + name + SUFFIX;
  }

  /** The port in an address of the gate, or 0 for any other address. */
  public int port(String address) {
    Matcher matcher = addresses().matcher(address);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** All addresses that the gate may have had. */
  Pattern addresses() {
    return Pattern.compile(
        Pattern.quote(HOST) + "([1-9][0-9]{0,4})" + Pattern.quote("/" + name + SUFFIX));
  }

  /** The first port to try: below the ephemeral ports of systems, and derived from the folder. */
  int firstPort() {
    return FIRST_PORT + Integer.parseInt(digest(path.toString()).substring(0, 7), 16) % PORTS;
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
