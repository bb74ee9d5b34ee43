package dev.gatekeeper.core.validate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The environment variables of a command; none comes from the gate's own. */
final class CommandEnvironment {
  /** Where a system keeps its programs. */
  static final String SYSTEM = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private CommandEnvironment() {}

  /**
   * All of it.
   *
   * @param path where to look for programs
   * @param temporary a folder that can be written to
   */
  static Map<String, String> of(String path, String temporary) {
    return Map.of(
        "PATH", path,
        "HOME", temporary,
        "TMPDIR", temporary,
        "USER", "nobody",
        "LOGNAME", "nobody",
        "LANG", "C.UTF-8",
        "TERM", "dumb",
        "CI", "true");
  }

  /** The programs in the folders shown come first, since somebody showed them for that. */
  static String searchPath(List<Path> visible, String rest) {
    List<String> all = new ArrayList<>();
    for (Path path : visible) {
      if (path.endsWith("bin")) {
        all.add(path.toString());
      } else if (Files.isDirectory(path.resolve("bin"))) {
        all.add(path.resolve("bin").toString());
      }
    }
    all.add(rest);
    return String.join(":", all);
  }
}
