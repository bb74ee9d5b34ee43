package dev.gatekeeper.hooks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs shell lines in a folder, with a git that knows nobody's configuration. */
public final class Sh {
  private final Path folder;
  private final Map<String, String> variables = new HashMap<>();

  public Sh(Path folder) {
    this.folder = folder;
    variables.put("HOME", folder.toString());
    variables.put("GIT_CONFIG_GLOBAL", "/dev/null");
    variables.put("GIT_CONFIG_NOSYSTEM", "1");
    for (String who : new String[] {"AUTHOR", "COMMITTER"}) {
      variables.put("GIT_" + who + "_NAME", "someone");
      variables.put("GIT_" + who + "_EMAIL", "someone@example.com");
    }
  }

  /** What came of a line; both streams in one. */
  public record Result(int status, String output) {}

  public Sh with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  /** Runs a line that has to succeed, and returns what it printed. */
  public String ok(String line) {
    Result result = run(line);
    if (result.status() != 0) {
      throw new AssertionError(line + "\nended with " + result.status() + "\n" + result.output());
    }
    return result.output();
  }

  public Result run(String line) {
    try {
      Path output = Files.createTempFile("sh", ".out");
      ProcessBuilder builder = new ProcessBuilder("sh", "-c", line).directory(folder.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
      builder.environment().putAll(variables);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      int status = builder.start().waitFor();
      String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
      Files.delete(output);
      return new Result(status, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
