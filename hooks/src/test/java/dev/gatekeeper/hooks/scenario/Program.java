package dev.gatekeeper.hooks.scenario;

import java.nio.file.Path;

/** The program as a user has it: packaged, and installed by {@code install.sh}. */
record Program(Path prefix) {

  /** Installs it below a folder, without building anything. */
  static Program install(Path folder) {
    Path module = Path.of("").toAbsolutePath();
    Path prefix = folder.resolve("prefix");
    new Terminal(module, folder)
        .set("GATEKEEPER_JAR", module.resolve("target/gatekeeper.jar").toString())
        .set("prefix", prefix.toString())
        .ok("rm -rf \"$prefix\"\n../install.sh --prefix \"$prefix\"");
    return new Program(prefix);
  }

  Terminal onPath(Terminal terminal) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return terminal.set("PATH", prefix.resolve("bin") + ":" + path);
  }
}
