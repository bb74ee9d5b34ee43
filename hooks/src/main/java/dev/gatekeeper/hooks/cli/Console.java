package dev.gatekeeper.hooks.cli;

import dev.gatekeeper.core.text.PlainText;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The process as a command sees it: streams, folder, environment.
 *
 * @param in standard input, bytes
 * @param out standard output, UTF-8
 * @param err standard error, UTF-8
 * @param environment its variables
 * @param folder the current folder, absolute
 */
public record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path folder) {

  /** That of this process. The streams are made anew, since the JVM's depend on the locale. */
  public static Console ofProcess() {
    return new Console(
        // buffered, since a bare FileInputStream wants to know where in a pipe it is
        new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        System.getenv(),
        Path.of("").toAbsolutePath());
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  /**
   * Prints a line to people, on standard error; of what others wrote in it, a terminal obeys
   * nothing.
   */
  public void say(String line) {
    err.print(PlainText.shown(line, " ", "\n\t") + "\n");
  }

  /** Prints a line of the answer, on standard output. */
  public void answer(String line) {
    out.print(line + "\n");
  }

  /** The same in another folder. */
  public Console in(Path there) {
    return new Console(in, out, err, environment, there);
  }

  /** The file that {@code text} names, seen from the current folder. */
  public Path file(String text) {
    return folder.resolve(text).normalize();
  }

  /** Whether standard output is a terminal, which only the launcher can tell. */
  public boolean isTerminal() {
    return Boolean.getBoolean("gatekeeper.terminal");
  }

  /** Whether a user at a terminal can be asked, which only the launcher knows. */
  public boolean canAsk() {
    return Boolean.getBoolean("gatekeeper.asks");
  }

  /**
   * How many columns a line of standard output has: what {@code COLUMNS} says, or else the terminal
   * itself, or else 80.
   */
  public int width() {
    String said = environment.getOrDefault("COLUMNS", "");
    String terminal = System.getProperty("gatekeeper.columns", "");
    return Stream.of(said, terminal)
        .filter(columns -> columns.matches("[1-9][0-9]{0,4}"))
        .findFirst()
        .map(Integer::parseInt)
        .orElse(80);
  }

  public boolean hasColours() {
    return isTerminal()
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** Makes sure that all that was printed has left, and says whether it has. */
  public boolean flushed() {
    boolean failed = out.checkError();
    return !err.checkError() && !failed;
  }
}
