package dev.gatekeeper.hooks.install;

import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.text.ShellWord;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether a folder is a repository that the gate can be put into. */
final class BareRepository {
  private BareRepository() {}

  /** The repository in {@code folder}, its path resolved. */
  static GatekeeperFolder open(Path folder) throws Failure {
    if (!isGitDirectory(folder)) {
      if (Files.exists(folder.resolve(".git"))) {
        throw Failure.usage(
            "`" + folder + "` is a working copy, and hooks judge what is pushed to a repository",
            "name the bare repository that everybody pushes to; `git clone --bare "
                + ShellWord.of(folder.toString())
                + " NAME.git` makes one");
      }
      throw Failure.unreadable("`" + folder + "` is not a git repository");
    }
    try {
      Path real = folder.toRealPath();
      OpenRepository.settled(real).close(); // says what is not supported
      return new GatekeeperFolder(real);
    } catch (IOException e) {
      throw Failure.unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isGitDirectory(Path folder) {
    return Files.isRegularFile(folder.resolve("HEAD"))
        && Files.isDirectory(folder.resolve("objects"))
        && Files.isDirectory(folder.resolve("refs"))
        && Files.isRegularFile(folder.resolve("config"));
  }
}
