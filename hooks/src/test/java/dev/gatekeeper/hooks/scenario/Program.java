package dev.gatekeeper.hooks.scenario;

import dev.gatekeeper.hooks.Installed;
import java.nio.file.Path;

/**
 * The program as scenarios call it.
 *
 * @param bin the folder of its launcher
 */
record Program(Path bin) {

  /** As a user has it. */
  static Program installed() {
    return new Program(Installed.bin());
  }

  Terminal onPath(Terminal terminal) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return terminal.set("PATH", bin + ":" + path);
  }
}
