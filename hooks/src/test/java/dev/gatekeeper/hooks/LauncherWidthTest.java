package dev.gatekeeper.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher tells the program of the terminal; {@code script} of util-linux makes one. */
class LauncherWidthTest {
  @TempDir private Path folder;

  @Test
  void aTableIsToldHowWideTheTerminalIs() throws Exception {
    Sh sh = new Sh(folder);
    assumeTrue(sh.run("script -qec true /dev/null").status() == 0, "script is not there");
    executable("java", "#!/bin/sh\nfor a; do echo \"$a\"; done\nexit 160\n");
    executable(
        "gatekeeper",
        Files.readString(Path.of("src/main/sh/gatekeeper"))
            .replace("@JAVA@", "./java")
            .replace("@JAR@", "./java"));
    String line = "script -qec 'stty cols 63; ./gatekeeper status' /dev/null";
    assertThat(sh.ok(line)).contains("-Dgatekeeper.terminal=true", "-Dgatekeeper.columns=63");
    assertThat(sh.ok("./gatekeeper status"))
        .contains("-Dgatekeeper.terminal=false", "-Dgatekeeper.columns=\n");
  }

  private void executable(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
