package dev.gatekeeper.hooks.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A story that would fail where no sandbox can be had says so, and is skipped there. */
class SandboxedScenariosTest {
  private static final Path FILES = Path.of("src/test/resources/scenarios");

  @Test
  void whoRunsCommandsSaysWhere() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      List<String> unsaid =
          files
              .filter(file -> file.toString().endsWith(".scenario"))
              .filter(SandboxedScenariosTest::isUnsaid)
              .map(file -> file.getFileName() + ": say `sandboxed`, or run with --no-sandbox")
              .sorted()
              .toList();
      assertThat(unsaid).isEmpty();
    }
  }

  /** The checklist fails where there is none, whatever the other commands were told. */
  private static boolean looksForSandbox(String line) {
    return line.matches("(server |if )?(! )?gatekeeper preflight(?!.*--no-sandbox).*");
  }

  private static boolean isUnsaid(Path file) {
    try {
      List<String> lines =
          Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).toList();
      boolean runs = lines.stream().anyMatch(line -> line.matches(".*(\\brun: |\\bbwrap ).*"));
      boolean says =
          lines.stream().anyMatch(line -> line.matches(".*(--no-sandbox|noSandbox).*"))
              && lines.stream().noneMatch(SandboxedScenariosTest::looksForSandbox);
      return runs && !says && !lines.contains("sandboxed");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
