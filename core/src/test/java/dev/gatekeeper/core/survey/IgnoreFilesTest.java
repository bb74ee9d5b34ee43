package dev.gatekeeper.core.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is ignored is what {@code git check-ignore --no-index} says. */
@Tag("bytes")
class IgnoreFilesTest {
  @TempDir Path folder;

  /** The lines of a file, with bars between them, the folder, and whether it is ignored. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "*|!*/, tmp/, true",
    "*|!*/|!*.md, tmp/, true",
    "a/b/|!a/, a/b/, true",
    "a/*|!a, a/b/, true",
    "/a/*/|!/a/, a/b/, true",
    "tmp/**|!tmp/a, tmp/a/, true",
    "tmp/**|!tmp/a, tmp/, true",
    "tmp**, tmp/, true",
    "tmp***, tmp/, true",
    "**tmp, tmp/, true",
    "/tmp**/x/, tmp/x/, true",
    "[é]*/, é/, true",
    "\uFEFFtmp/, tmp/, true",
    "tmp|!tmp, tmp/, false",
    "/*|!/tmp, tmp/, false",
    "[z-a]mp, tmp/, false",
    "[t, tmp/, false",
    "tmp//, tmp/, false",
    "*.d|!keep.d/, keep.d/, false"
  })
  void isWhatGitSays(String lines, String path, boolean ignored) throws Exception {
    String text = lines.replace('|', '\n') + "\n";
    String file = path + "gatekeeper-note";

    assertThat(gitIgnores(text, file)).isEqualTo(ignored);
    IgnoreFiles files =
        new IgnoreFiles(
            Map.of(
                "",
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
    assertThat(!files.by(file).isEmpty()).isEqualTo(ignored);
  }

  private boolean gitIgnores(String text, String file) throws Exception {
    run(List.of("git", "init", "--quiet"), "");
    Files.writeString(folder.resolve(".gitignore"), text);
    return run(List.of("git", "check-ignore", "--no-index", "--stdin", "-z"), file + "\0") == 0;
  }

  /** Paths are given on standard input: not every locale has words for all of them. */
  private int run(List<String> command, String input) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    builder.environment().put("HOME", folder.toString());
    builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.INHERIT);
    Process git = builder.start();
    try (OutputStream stdin = git.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    return git.waitFor();
  }
}
