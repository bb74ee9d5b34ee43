package dev.gatekeeper.hooks;

import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs commands for processes that ask for it, as a JVM of their own would. A process that asks
 * writes its id into the pipe {@code requests}; its arguments, environment, folder and standard
 * input are read off it, and what it is to print and to end with goes into three pipes that it has
 * made.
 */
public final class Attendant {
  private final Path calls;

  private Attendant(Path calls) {
    this.calls = calls;
  }

  /** Attends to whoever asks, until whoever started it has ended. */
  public static void main(String[] args) throws IOException {
    Thread owner = new Thread(Attendant::endWithOwner, "owner");
    owner.setDaemon(true);
    owner.start();
    new Attendant(Path.of(args[0])).attend();
  }

  private static void endWithOwner() {
    try {
      while (System.in.read() >= 0) {
        // nothing is said
      }
    } catch (IOException e) {
      // as good as its end
    }
    System.exit(0);
  }

  private void attend() throws IOException {
    ExecutorService attendants = Executors.newCachedThreadPool();
    // open for writing as well, the pipe does not end where nobody asks just now
    try (RandomAccessFile requests =
        new RandomAccessFile(calls.resolve("requests").toFile(), "rw")) {
      while (true) {
        String pid = requests.readLine();
        attendants.execute(() -> attendTo(pid));
      }
    }
  }

  private void attendTo(String pid) {
    try {
      int status = answer(Path.of("/proc", pid), pid);
      // not opened before, when whoever asks would have it for standard input
      try (OutputStream end = Files.newOutputStream(calls.resolve(pid + ".end"))) {
        end.write((status + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("who asked is gone", e);
    }
  }

  private int answer(Path process, String pid) throws IOException {
    List<String> words = strings(process.resolve("cmdline"));
    // the interpreter and its script come first
    List<String> arguments = words.subList(2, words.size());
    try (InputStream in =
            new BufferedInputStream(new FileInputStream(process.resolve("fd/0").toFile()));
        PrintStream out = stream(pid + ".out");
        PrintStream err = stream(pid + ".err")) {
      Console console =
          new Console(in, out, err, environment(process), process.resolve("cwd").toRealPath());
      int status = Main.run(arguments, console);
      return console.flushed() ? status : Math.max(status, ExitStatus.UNREADABLE);
    }
  }

  private PrintStream stream(String name) throws IOException {
    return new PrintStream(
        Files.newOutputStream(calls.resolve(name)), false, StandardCharsets.UTF_8);
  }

  private static Map<String, String> environment(Path process) throws IOException {
    Map<String, String> environment = new HashMap<>();
    for (String variable : strings(process.resolve("environ"))) {
      int sign = variable.indexOf('=');
      environment.put(variable.substring(0, sign), variable.substring(sign + 1));
    }
    return environment;
  }

  /** What ends with a zero byte each. */
  private static List<String> strings(Path file) throws IOException {
    String all = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return all.isEmpty() ? List.of() : List.of(all.substring(0, all.length() - 1).split("\0", -1));
  }
}
