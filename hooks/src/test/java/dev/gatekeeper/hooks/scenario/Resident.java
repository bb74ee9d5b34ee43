package dev.gatekeeper.hooks.scenario;

import dev.gatekeeper.hooks.Attendant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program in a process that stays, with a launcher that has it do what the real one starts a
 * JVM for: the same packaged program, without the start. It ends when it is closed, and when the
 * process that started it does.
 */
final class Resident implements AutoCloseable {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  /**
   * What git's hooks and scenarios run instead of the launcher; {@link Attendant} does the rest.
   */
  private static final String CLIENT =
      """
      #!/bin/sh
      call=@CALLS@/$$
      mkfifo "$call.out" "$call.err" "$call.end" || exit 70
      cat <"$call.out" &
      cat <"$call.err" >&2 &
      echo $$ >@CALLS@/requests
      read -r status <"$call.end"
      wait
      rm "$call.out" "$call.err" "$call.end"
      exit "$status"
      """;

  private final Process process;
  private final Program program;

  private Resident(Process process, Program program) {
    this.process = process;
    this.program = program;
  }

  /** Starts it, with a folder for what it needs. */
  static Resident start(Path folder) {
    try {
      Path calls = folder.resolve("calls");
      Path bin = Files.createDirectories(folder.resolve("bin"));
      Path launcher = bin.resolve("gatekeeper");
      Files.writeString(launcher, CLIENT.replace("@CALLS@", "'" + calls + "'"));
      new Terminal(folder, folder)
          .set("calls", calls.toString())
          .ok(
              "chmod +x bin/gatekeeper; rm -rf \"$calls\"; mkdir \"$calls\"; mkfifo calls/requests");
      return new Resident(launch(folder, calls, launcher), new Program(bin));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process launch(Path folder, Path calls, Path launcher) throws IOException {
    List<String> command =
        List.of(
            JAVA,
            "-Xmx1g",
            "-Xss8m",
            "-XX:+UseSerialGC",
            "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
            "-Dslf4j.internal.verbosity=ERROR",
            "-Dgatekeeper.launcher=" + launcher,
            "-cp",
            Path.of("target/gatekeeper.jar").toAbsolutePath()
                + ":"
                + Path.of("target/test-classes").toAbsolutePath(),
            Attendant.class.getName(),
            calls.toString());
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    new Terminal(folder, folder).set("LC_ALL", "C.UTF-8").fill(builder.environment());
    return builder
        .redirectOutput(folder.resolve("said").toFile())
        .redirectErrorStream(true)
        .start();
  }

  Program program() {
    return program;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the resident program does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
