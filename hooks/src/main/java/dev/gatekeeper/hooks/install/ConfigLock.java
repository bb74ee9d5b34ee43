package dev.gatekeeper.hooks.install;

import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A repository's config, under git's own lock: neither {@code git config} nor a second install gets
 * between what is read and what is written.
 */
final class ConfigLock implements AutoCloseable {
  private final Path config;
  private final Path lock;

  private ConfigLock(Path config, Path lock) {
    this.config = config;
    this.lock = lock;
  }

  static ConfigLock take(Path gitDirectory) throws Failure, IOException {
    Path config = gitDirectory.resolve("config").toRealPath();
    Path lock = config.resolveSibling(config.getFileName() + ".lock");
    try {
      Files.createFile(lock);
    } catch (FileAlreadyExistsException e) {
      throw Failure.unreadable(
          "another process is changing the repository's config",
          "if there is none, it died: remove `" + lock + "` and try again");
    }
    return new ConfigLock(config, lock);
  }

  /** The content, a character a byte. */
  String read() throws IOException {
    return Files.readString(config, StandardCharsets.ISO_8859_1);
  }

  /** Puts {@code content} in the config's place, and so gives the lock back. */
  void write(OwnedFiles files, String content) throws IOException {
    files.rewrite(config, content.getBytes(StandardCharsets.ISO_8859_1), lock);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(lock);
  }
}
