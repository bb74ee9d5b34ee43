package dev.gatekeeper.core.validate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the programs that make a sandbox.
 *
 * @param folders where to look, in this order
 */
record Programs(List<Path> folders) {

  Programs {
    folders = List.copyOf(folders);
  }

  /** Those of this system; what the gate was started with comes first. */
  static Programs ofSystem() {
    List<String> all = new ArrayList<>(Arrays.asList(searchPath().split(":")));
    all.addAll(Arrays.asList(Surroundings.SYSTEM.split(":")));
    return new Programs(
        all.stream().filter(folder -> folder.startsWith("/")).map(Path::of).toList());
  }

  /** Where the gate itself looks for programs. */
  static String searchPath() {
    String path = System.getenv("PATH");
    return path == null ? Surroundings.SYSTEM : path;
  }

  /**
   * @param packageName what to install if it is missing
   */
  String find(String program, String packageName) throws IOException {
    for (Path folder : folders) {
      Path file = folder.resolve(program);
      if (Files.isExecutable(file) && !Files.isDirectory(file)) {
        return file.toString();
      }
    }
    throw new SandboxAdvice.Missing(program, packageName);
  }

  /** Whether this process is root's. */
  static boolean isRoot() throws IOException {
    return user() == 0;
  }

  /** The number of this process's user; -1 where the system does not say. */
  static int user() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self) ? (Integer) Files.getAttribute(self, "unix:uid") : -1;
  }
}
