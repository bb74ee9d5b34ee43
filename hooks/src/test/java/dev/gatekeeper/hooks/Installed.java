package dev.gatekeeper.hooks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The packaged program as {@code install.sh} installs it, once for all tests that do not change
 * what is installed.
 */
public final class Installed {
  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final Path PREFIX = install();

  private Installed() {}

  private static Path install() {
    try {
      Path folder = Files.createDirectories(MODULE.resolve("target/installed"));
      Path prefix = folder.resolve("prefix");
      new Sh(folder).ok("rm -rf '" + prefix + "'");
      into(prefix);
      return prefix;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Installs it there, for a test of its own, without building anything. */
  public static void into(Path prefix) {
    new Sh(MODULE)
        .with("GATEKEEPER_JAR", MODULE.resolve("target/gatekeeper.jar").toString())
        .with("JAVA_HOME", System.getProperty("java.home"))
        .with("P", prefix.toString())
        .ok("../install.sh --prefix \"$P\"");
  }

  /** The folder of the launcher, for a search path. */
  public static Path bin() {
    return PREFIX.resolve("bin");
  }

  /** The launcher. */
  public static Path launcher() {
    return bin().resolve("gatekeeper");
  }

  /** The command that the launcher runs, where a test has to know the process itself. */
  public static List<String> java(String... arguments) {
    Path library = PREFIX.resolve("lib/gatekeeper");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("-XX:SharedArchiveFile=" + library.resolve("classes.archive"));
    command.addAll(List.of("-Xlog:disable", "-Xlog:all=off:stdout"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m"));
    command.addAll(List.of("-cp", library.resolve("gatekeeper.jar").toString()));
    command.add("dev.gatekeeper.hooks.Main");
    command.addAll(List.of(arguments));
    return command;
  }
}
