package dev.gatekeeper.hooks;

import dev.gatekeeper.hooks.cli.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The program, called in this process: all of it but the start of a JVM. */
public final class Called {
  private Called() {}

  /** What comes of these arguments in that folder, with nothing on standard input. */
  public static Sh.Result in(Path folder, Map<String, String> environment, List<String> arguments) {
    return in(folder, environment, "", arguments);
  }

  /** The same with this on standard input. */
  public static Sh.Result in(
      Path folder, Map<String, String> environment, String input, List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Console console =
        new Console(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            stream,
            stream,
            environment,
            folder);
    int status = Main.run(arguments, console);
    return new Sh.Result(status, out.toString(StandardCharsets.UTF_8));
  }
}
