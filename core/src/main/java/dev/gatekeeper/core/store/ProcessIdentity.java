package dev.gatekeeper.core.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A process of this machine and process id namespace, told from a later one of the same id.
 *
 * @param start on Linux its start in clock ticks since boot (proc(5), field 22 of its status),
 *     which no change of the clock touches; elsewhere its start as the system tells it
 */
public record ProcessIdentity(long pid, String start) {
  private static final Path PROC = Path.of("/proc");
  private static final int START = 19;
  private static final int PARENT = 1;

  /** The process of that id; empty if there is none, or it has ended and was not waited for. */
  public static Optional<ProcessIdentity> of(long pid) throws IOException {
    if (hasProc()) {
      return stat(pid)
          .filter(fields -> !fields.get(0).equals("Z"))
          .map(fields -> new ProcessIdentity(pid, fields.get(START)));
    }
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().startInstant())
        .map(Instant::toString)
        .map(start -> new ProcessIdentity(pid, start));
  }

  /** Whether it still runs. */
  public boolean isAlive() throws IOException {
    return of(pid).filter(this::equals).isPresent();
  }

  /**
   * The git receive-pack that this is, or that started it, with whatever wrappers are between.
   * Empty where there is none to be seen: a daemon runs the hook, or receive-pack is in another
   * process id namespace.
   */
  public static Optional<ProcessIdentity> receivePack(long pid) throws IOException {
    for (long at = pid; at > 1; at = parent(at)) {
      if (isReceivePack(command(at))) {
        return of(at);
      }
    }
    return Optional.empty();
  }

  static boolean isReceivePack(List<String> command) {
    String program = command.isEmpty() ? "" : command.get(0).replaceFirst(".*/", "");
    return program.equals("git-receive-pack")
        || (program.equals("git") && command.contains("receive-pack"));
  }

  private static long parent(long pid) throws IOException {
    return hasProc()
        ? stat(pid).map(fields -> Long.parseLong(fields.get(PARENT))).orElse(0L)
        : ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid).orElse(0L);
  }

  private static List<String> command(long pid) throws IOException {
    if (hasProc()) {
      return read(pid, "cmdline").map(line -> List.of(line.split("\0", -1))).orElse(List.of());
    }
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().commandLine())
        .map(line -> Arrays.asList(line.split(" ", -1)))
        .orElse(List.of());
  }

  private static boolean hasProc() {
    return Files.isDirectory(PROC.resolve("self"));
  }

  /** What follows the name of the process in {@code stat}, which may have blanks in it. */
  private static Optional<List<String>> stat(long pid) throws IOException {
    return read(pid, "stat")
        .map(line -> List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1)));
  }

  private static Optional<String> read(long pid, String name) throws IOException {
    Path file = PROC.resolve(Long.toString(pid)).resolve(name);
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (Files.exists(file)) {
        throw e;
      }
      return Optional.empty(); // it ended while it was looked at
    }
  }
}
