package dev.gatekeeper.hooks.serve;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.hooks.Installed;
import dev.gatekeeper.hooks.Sh;
import dev.gatekeeper.server.auth.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own, with the one repository {@code r.git}, that can be ended in
 * every way and started again.
 */
public final class LiveServer implements AutoCloseable {
  private final Path folder;
  private final List<String> arguments;
  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private Process process;
  private String address;

  private LiveServer(Path folder, List<String> arguments) throws IOException {
    this.folder = folder;
    this.arguments = arguments;
    this.process = launch();
    this.address = firstLine().replaceAll("^gatekeeper: serving |/$", "");
  }

  /**
   * Makes the repository and serves it.
   *
   * @param arguments more for {@code serve}
   */
  public static LiveServer start(Path folder, String policy, String... arguments)
      throws IOException {
    Files.createDirectories(folder.resolve("root"));
    new Sh(folder).ok("git init -q --bare -b main root/r.git");
    Files.writeString(folder.resolve("root/r.git/gatekeeper.yml"), policy);
    return new LiveServer(folder, List.of(arguments));
  }

  private Process launch() throws IOException {
    List<String> command =
        Installed.java("serve", "--root", "root", "--home", "home", "--listen", "127.0.0.1:0");
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("err").toFile()))
        .start();
  }

  private String firstLine() throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null) {
      throw new AssertionError("the server does not start: " + log());
    }
    return line;
  }

  /** What it said on standard error, in all its lives. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("err"));
  }

  /** The repository on disk. */
  public Path repository() {
    return folder.resolve("root/r.git");
  }

  public int port() {
    return Integer.parseInt(address.replaceAll(".*:", ""));
  }

  /** The address of the repository. */
  public String url() {
    return address + "/r.git";
  }

  /** The address with a principal's credential in it. */
  public String url(String principal) {
    return url().replace("://", "://" + principal + ":" + token(principal) + "@");
  }

  public String token(String principal) {
    return tokens.computeIfAbsent(principal, this::create);
  }

  private String create(String principal) {
    try {
      return new Tokens(folder.resolve("home"), Clock.systemUTC())
          .create(new Principal(principal), Optional.empty());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends it with SIGTERM, and waits until it has ended. */
  public void end() throws IOException {
    close();
  }

  /** Ends it with SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again, at another address. */
  public void startAgain() throws IOException {
    process = launch();
    address = firstLine().replaceAll("^gatekeeper: serving |/$", "");
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the server does not end: " + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
