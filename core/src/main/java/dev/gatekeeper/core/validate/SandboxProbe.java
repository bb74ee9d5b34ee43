package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.git.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A run of the gate's own short probe commands. */
final class SandboxProbe {
  private static final int SECONDS = 60;
  private static final int MOST = 4096;

  private SandboxProbe() {}

  /**
   * Runs it in an environment that has the programs of the system and nothing else.
   *
   * @throws SandboxAdvice.Failed with the last of what it printed, unless it exits with 0
   */
  static void run(List<String> command) throws IOException {
    Process process =
        new ChildProcess(Path.of("/"), command)
            .without(name -> true)
            .with(Map.of("PATH", CommandEnvironment.SYSTEM, "LANG", "C"))
            .errorsWithOutput()
            .start("");
    try {
      byte[] printed = process.getInputStream().readNBytes(MOST);
      if (!ends(process)) {
        throw new SandboxAdvice.Failed(command.get(0) + " did not end");
      }
      if (process.exitValue() != 0) {
        throw new SandboxAdvice.Failed(lastLine(new String(printed, StandardCharsets.UTF_8)));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /** Not to be interrupted: who is told to end has to clean up before. */
  private static boolean ends(Process process) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String lastLine(String printed) {
    String stripped = printed.strip();
    return stripped.substring(stripped.lastIndexOf('\n') + 1);
  }
}
