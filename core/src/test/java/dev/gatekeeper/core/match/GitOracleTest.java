package dev.gatekeeper.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.model.RepoPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A single pattern means what it means to git: random patterns and paths, odd bytes among them, are
 * put to {@code git check-ignore --no-index} (docs/semantics.md, section 2).
 */
@Tag("bytes")
class GitOracleTest {
  private static final int PATTERNS = 400;
  private static final int PATHS = 120;

  @TempDir Path folder;

  @BeforeEach
  void repository() throws Exception {
    Files.createDirectory(folder.resolve("home"));
    git(List.of("init", "--quiet", "repo"), folder, new byte[0]);
    git(List.of("config", "core.ignoreCase", "false"), repo(), new byte[0]);
    Files.createDirectories(repo().resolve(".git/info"));
  }

  @Test
  void agreesWithGit() throws Exception {
    Random random = new Random(20260701);
    PatternGenerator generator = new PatternGenerator(random);
    int matched = 0;
    for (int i = 0; i < PATTERNS; i++) {
      PathPattern pattern = generator.pattern();
      List<RepoPath> paths = new ArrayList<>();
      for (int j = 0; j < PATHS; j++) {
        paths.add(generator.pathNear(pattern));
      }
      List<Boolean> said = ask(pattern, paths);
      for (int j = 0; j < PATHS; j++) {
        RepoPath path = paths.get(j);
        assertThat(pattern.covers(path, false))
            .as("`%s` covers %s (pattern %d)", pattern, path, i)
            .isEqualTo(said.get(j));
        matched += said.get(j) ? 1 : 0;
      }
    }
    // A generator whose paths all match, or never do, would prove nothing.
    assertThat(matched).isBetween(PATTERNS * PATHS / 10, PATTERNS * PATHS * 9 / 10);
  }

  /** Whether git finds the pattern, for each of the paths. */
  private List<Boolean> ask(PathPattern pattern, List<RepoPath> paths) throws Exception {
    Files.writeString(repo().resolve(".git/info/exclude"), positive(pattern) + "\n");
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    for (RepoPath path : paths) {
      input.write(path.bytes());
      input.write(0);
    }
    byte[] out =
        git(
            List.of("check-ignore", "--no-index", "--stdin", "-z", "-v", "-n"),
            repo(),
            input.toByteArray());
    // source, line, pattern, path; the first three empty where nothing matches
    String[] fields = new String(out, StandardCharsets.ISO_8859_1).split("\0", -1);
    assertThat(fields).hasSize(paths.size() * 4 + 1);
    List<Boolean> said = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      said.add(!fields[i * 4 + 2].isEmpty());
    }
    return said;
  }

  /**
   * The pattern without its {@code !}: git's exceptions do not reach below a directory, ours do.
   */
  private static String positive(PathPattern pattern) {
    String text = pattern.toString();
    if (!pattern.negated()) {
      return text;
    }
    boolean special = text.startsWith("!!") || text.startsWith("!#");
    return special ? "\\" + text.substring(1) : text.substring(1);
  }

  private byte[] git(List<String> arguments, Path where, byte[] input) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH",
                path,
                "HOME",
                folder.resolve("home").toString(),
                "GIT_CONFIG_NOSYSTEM",
                "1",
                "LC_ALL",
                "C"));
    Process process = builder.start();
    CompletableFuture<Void> fed =
        CompletableFuture.runAsync(
            () -> {
              try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    try (InputStream stdout = process.getInputStream()) {
      byte[] out = stdout.readAllBytes();
      fed.get();
      // check-ignore exits with 1 where no path is ignored
      assertThat(process.waitFor()).isBetween(0, 1);
      return out;
    }
  }

  private Path repo() {
    return folder.resolve("repo");
  }
}
