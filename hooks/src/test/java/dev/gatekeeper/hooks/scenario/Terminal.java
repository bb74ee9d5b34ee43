package dev.gatekeeper.hooks.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Somebody's terminal: runs shell scripts in a folder with an environment of its own, an empty
 * home, no configuration but the repository's, and a limit of time.
 */
final class Terminal {
  private static final long PATIENCE_SECONDS = 120;

  private final Path folder;
  private final Map<String, String> variables = new LinkedHashMap<>();

  Terminal(Path folder, Path home) {
    this.folder = folder;
    set("HOME", home.toString());
    set("XDG_CONFIG_HOME", home.toString());
    set("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    set("LC_ALL", "C");
    set("TZ", "UTC");
    set("GIT_CONFIG_NOSYSTEM", "1");
    set("GIT_CONFIG_GLOBAL", "/dev/null");
    set("GIT_CEILING_DIRECTORIES", home.toString());
    set("GIT_TERMINAL_PROMPT", "0");
    set("GIT_MERGE_AUTOEDIT", "no");
    set("GIT_EDITOR", "false");
    set("GIT_TEST_FSYNC", "false"); // nothing here has to outlive a power cut
    who("somebody");
    at(0);
  }

  /** What came of a script. */
  record Result(int status, String out, String err) {
    boolean succeeded() {
      return status == 0;
    }
  }

  Terminal set(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  /** Signs commits with this name. */
  Terminal who(String name) {
    for (String role : new String[] {"AUTHOR", "COMMITTER"}) {
      set("GIT_" + role + "_NAME", name);
      set("GIT_" + role + "_EMAIL", name + "@example.com");
    }
    return this;
  }

  /** Dates commits: the same in every run, later with every step. */
  Terminal at(int step) {
    String date = (1_767_225_600L + 60L * step) + " +0000";
    return set("GIT_AUTHOR_DATE", date).set("GIT_COMMITTER_DATE", date);
  }

  /** Makes that environment what stands in its own. */
  void fill(Map<String, String> environment) {
    environment.clear();
    environment.putAll(variables);
  }

  /** Runs a script that has to succeed; what it printed, without the last line end. */
  String ok(String script) {
    Result result = run(script);
    if (!result.succeeded()) {
      throw new AssertionError(
          script + "\nended with " + result.status() + "\n" + result.out() + result.err());
    }
    return result.out().stripTrailing();
  }

  /** Runs a script with {@code sh -e}. */
  Result run(String script) {
    try {
      Path out = Files.createTempFile("scenario", ".out");
      Path err = Files.createTempFile("scenario", ".err");
      Path in = Files.createTempFile("scenario", ".sh");
      try {
        Files.writeString(in, script, StandardCharsets.UTF_8);
        return run(in, out, err);
      } finally {
        Files.delete(out);
        Files.delete(err);
        Files.delete(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in: " + script, e);
    }
  }

  private Result run(Path script, Path out, Path err) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-e", script.toString());
    fill(builder.environment());
    Process process =
        builder
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("not finished in " + PATIENCE_SECONDS + " s: " + read(err));
    }
    return new Result(process.exitValue(), read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
