package dev.gatekeeper.hooks.install;

import dev.gatekeeper.core.git.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Which folder git takes a repository's hooks from. */
final class HooksFolder {
  private HooksFolder() {}

  /**
   * The folder, asked of git itself, since a setting may come from the system's configuration or an
   * included file. What the person who installs has configured for himself does not count.
   */
  static Path of(Path gitDirectory) throws IOException {
    String answer =
        new ChildProcess(
                gitDirectory,
                List.of(
                    "git",
                    "--git-dir=" + gitDirectory,
                    "config",
                    "--type=path",
                    "--get",
                    "core.hooksPath"))
            .without(name -> name.startsWith("GIT_CONFIG_"))
            .with(Map.of("GIT_CONFIG_GLOBAL", "/dev/null"))
            .errorsTo(ProcessBuilder.Redirect.DISCARD)
            .printed();
    String path = answer.endsWith("\n") ? answer.substring(0, answer.length() - 1) : answer;
    return gitDirectory.resolve(path.isEmpty() ? "hooks" : path).normalize();
  }

  /** Whether git would run the hook of that name in this folder. */
  static boolean has(Path folder, String name) {
    Path hook = folder.resolve(name);
    return Files.isExecutable(hook) && !Files.isDirectory(hook);
  }
}
