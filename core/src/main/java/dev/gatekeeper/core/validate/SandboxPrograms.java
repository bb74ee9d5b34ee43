package dev.gatekeeper.core.validate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The search for the programs that make a sandbox.
 *
 * @param folders where to look, in this order
 */
record SandboxPrograms(List<Path> folders) {

  SandboxPrograms {
    folders = List.copyOf(folders);
  }

  /** Those of this system; what the gate was started with comes first. */
  static SandboxPrograms ofSystem() {
    return new SandboxPrograms(folders(searchPath() + ":" + CommandEnvironment.SYSTEM));
  }

  /** The folders of a search path; one that is not absolute is nowhere. */
  static List<Path> folders(String searchPath) {
    return Arrays.stream(searchPath.split(":"))
        .filter(folder -> folder.startsWith("/"))
        .map(Path::of)
        .toList();
  }

  /** Where the gate itself looks for programs. */
  static String searchPath() {
    String path = System.getenv("PATH");
    return path == null ? CommandEnvironment.SYSTEM : path;
  }

  /**
   * @param packageName what to install if it is missing
   */
  String find(String program, String packageName) throws IOException {
    return look(program)
        .orElseThrow(() -> new SandboxAdvice.Missing(program, packageName))
        .toString();
  }

  /** Whether there is that program; an absolute path is looked at as it is. */
  boolean has(String program) {
    return look(program).isPresent();
  }

  private Optional<Path> look(String program) {
    return folders.stream()
        .map(folder -> folder.resolve(program))
        .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
        .findFirst();
  }

  static boolean isRoot() throws IOException {
    return user() == 0;
  }

  /** The number of this process's user; -1 where the system does not say. */
  static int user() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self) ? (Integer) Files.getAttribute(self, "unix:uid") : -1;
  }
}
