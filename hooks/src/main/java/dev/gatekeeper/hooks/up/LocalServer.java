package dev.gatekeeper.hooks.up;

import dev.gatekeeper.core.store.LockFile;
import dev.gatekeeper.core.store.Pause;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server of a clone's own gate. While it runs it holds the lock of a file that has its process
 * id and address, so that neither a dead server nor another process with the same id is mistaken
 * for it.
 */
public record LocalServer(GateFolder gate) {
  /** A server that stops finishes running requests first, which takes up to 30 s. */
  private static final Duration STOP = Duration.ofSeconds(45);

  private static final Duration START = Duration.ofSeconds(60);
  private static final int PAUSE = 20;
  private static final int SHOWN = 12;
  private static final int LAST_PORT = 65_535;
  private static final int TRIED_PORTS = 200;
  private static final Pattern LINE = Pattern.compile("([0-9]{1,18}) (http://\\S+)\\s*");

  /**
   * Starts the server in a session of its own, which survives the terminal; where no program can
   * make one, the signals of a terminal are ignored.
   */
  private static final String APART =
      """
      cd / || exit
      if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
      if command -v perl >/dev/null 2>&1; then exec perl -MPOSIX -e 'setsid(); exec @ARGV' "$@"; fi
      trap '' HUP INT QUIT TSTP
      exec "$@"
      """;

  /** The GATEKEEPER_ variables that apply to the server; the others are for commands. */
  private static final Set<String> VARIABLES =
      Set.of(
          "GATEKEEPER_DEBUG",
          "GATEKEEPER_NO_SANDBOX",
          "GATEKEEPER_SANDBOX_SHOW",
          "GATEKEEPER_VALIDATIONS");

  public record Running(long pid, String address) {
    public int port() {
      return Integer.parseInt(address.replaceAll("^http://[^:]*:|/.*$", ""));
    }
  }

  public Optional<Running> running() throws Failure {
    try {
      long deadline = System.nanoTime() + START.toNanos();
      while (isHeld()) {
        Optional<Running> written = written();
        if (written.filter(LocalServer::isAlive).isPresent()) {
          return written;
        }
        if (System.nanoTime() - deadline > 0) {
          throw Failure.unreadable(
              "`" + gate.serverLock() + "` is locked by a process that can't be seen from here",
              "stop that server where it runs: on another machine, or in another container");
        }
        Pause.of(PAUSE, "waiting for the server"); // it has just started
      }
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private boolean isHeld() throws IOException {
    return Files.exists(gate.serverLock()) && LockFile.isHeld(gate.serverLock());
  }

  private Optional<Running> written() throws IOException {
    if (!Files.exists(gate.serverLock())) {
      return Optional.empty();
    }
    Matcher line = LINE.matcher(Files.readString(gate.serverLock(), StandardCharsets.ISO_8859_1));
    return line.matches()
        ? Optional.of(new Running(Long.parseLong(line.group(1)), line.group(2)))
        : Optional.empty();
  }

  private static boolean isAlive(Running server) {
    return ProcessHandle.of(server.pid()).filter(ProcessHandle::isAlive).isPresent();
  }

  /**
   * A free port.
   *
   * @param wanted the previous one, or 0
   */
  public int port(int wanted) throws Failure {
    List<Integer> ports = new ArrayList<>();
    if (wanted > 0 && wanted <= LAST_PORT) {
      ports.add(wanted);
    }
    for (int n = 0; n < TRIED_PORTS; n++) {
      ports.add(gate.firstPort() + n);
    }
    for (int port : ports) {
      if (isFree(port)) {
        return port;
      }
    }
    throw Failure.unreadable(
        "no port from %d to %d is free on 127.0.0.1"
            .formatted(gate.firstPort(), gate.firstPort() + TRIED_PORTS - 1),
        "stop a program that listens there");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Starts it in the background, and returns when it serves.
   *
   * @param launcher the program
   */
  public Running start(Path launcher, int port) throws Failure {
    List<String> command =
        List.of(
            "sh",
            "-c",
            APART,
            "gatekeeper",
            launcher.toString(),
            "serve",
            "--root",
            gate.root().toString(),
            "--home",
            gate.home().toString(),
            "--listen",
            "127.0.0.1:" + port,
            "--lock",
            gate.serverLock().toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(LocalServer::isOfNoServer);
    builder
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(gate.log().toFile()));
    try {
      forget();
      long logged = Files.exists(gate.log()) ? Files.size(gate.log()) : 0;
      Process process = builder.start();
      long deadline = System.nanoTime() + START.toNanos();
      while (System.nanoTime() - deadline < 0) {
        // The lock is not tested before the file has content: testing takes it for a moment, and
        // the server could not take it then.
        if (written().filter(LocalServer::isAlive).isPresent() && isHeld()) {
          return written().orElseThrow();
        }
        if (process.waitFor(PAUSE, TimeUnit.MILLISECONDS)) {
          Optional<Running> other = running(); // started by an `up` that was killed
          if (other.isPresent()) {
            return other.get();
          }
          throw Failure.unreadable(
              "the server did not start: " + lastLines(logged), "see " + gate.log());
        }
      }
      process.destroy();
      throw Failure.unreadable(
          "the server did not start within " + START.toSeconds() + " s", "see " + gate.log());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.unreadable("interrupted while the server started", "gatekeeper up");
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Takes away what a server wrote that has ended: until the next one writes, it would be read as
   * that one's, and by now another process may have its id.
   */
  private void forget() throws IOException {
    for (LockFile lock :
        LockFile.take(gate.serverLock(), StandardOpenOption.CREATE).stream().toList()) {
      try (lock) {
        lock.write("");
      }
    }
  }

  private static boolean isOfNoServer(String variable) {
    return variable.startsWith("GIT_")
        || (variable.startsWith("GATEKEEPER_") && !VARIABLES.contains(variable));
  }

  /** The last lines of the log since then, in one line. */
  private String lastLines(long from) throws IOException {
    byte[] all = Files.readAllBytes(gate.log());
    int begin = (int) Math.min(from, all.length);
    String text = new String(all, begin, all.length - begin, StandardCharsets.UTF_8);
    List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return String.join(" ", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
  }

  /** Stops the server if it runs, and returns whether it did. */
  public boolean stop() throws Failure {
    Optional<Running> server = running();
    if (server.isEmpty()) {
      return false;
    }
    try {
      ProcessHandle.of(server.get().pid()).ifPresent(ProcessHandle::destroy);
      if (!ends(STOP)) {
        ProcessHandle.of(server.get().pid()).ifPresent(ProcessHandle::destroyForcibly);
        if (!ends(STOP)) {
          throw Failure.unreadable(
              "the server (process " + server.get().pid() + ") does not end", "kill it by hand");
        }
      }
      return true;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private boolean ends(Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (isHeld()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Pause.of(PAUSE, "waiting for the server to end");
    }
    return true;
  }

  private Failure unreadable(IOException e) {
    return Failure.unreadable(
        "`" + gate.path() + "` can't be read or written: " + e.getMessage(),
        "check its owner, its permissions and the free space");
  }
}
