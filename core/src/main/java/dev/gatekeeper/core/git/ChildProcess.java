package dev.gatekeeper.core.git;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

public final class ChildProcess {
  private final ProcessBuilder builder;

  /**
   * @param folder where it works
   */
  public ChildProcess(Path folder, List<String> command) {
    this.builder = new ProcessBuilder(command).directory(folder.toFile());
  }

  /** Takes variables out of the environment that it has from this process. */
  public ChildProcess without(Predicate<String> variables) {
    builder.environment().keySet().removeIf(variables);
    return this;
  }

  /** Puts variables into its environment. */
  public ChildProcess with(Map<String, String> variables) {
    builder.environment().putAll(variables);
    return this;
  }

  /** Has its standard error go there; otherwise it waits to be read. */
  public ChildProcess errorsTo(ProcessBuilder.Redirect there) {
    builder.redirectError(there);
    return this;
  }

  /** Has its standard error come with its standard output. */
  public ChildProcess errorsWithOutput() {
    builder.redirectErrorStream(true);
    return this;
  }

  /** Starts it, and gives it all of its standard input. */
  public Process start(String input) throws IOException {
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    return process;
  }

  /** What it prints, whatever comes of it. */
  public String printed() throws IOException {
    return read(start(""));
  }

  /** What has come of one. */
  public record Ended(int status, String printed) {}

  public Ended run(String input) throws IOException, InterruptedException {
    Process process = start(input);
    String printed = read(process);
    return new Ended(process.waitFor(), printed);
  }

  private static String read(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
