package dev.gatekeeper.hooks.up;

import dev.gatekeeper.core.store.LockFile;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The lock that `up` and `down` hold, one process at a time. */
public final class UpLock implements AutoCloseable {
  private final LockFile lock;

  private UpLock(LockFile lock) {
    this.lock = lock;
  }

  /**
   * Takes it.
   *
   * @param gitDirectory the clone's
   * @throws Failure if another process has it
   */
  public static UpLock take(Path gitDirectory) throws Failure {
    Path file = gitDirectory.resolve("gatekeeper-up.lock");
    try {
      Optional<LockFile> lock = LockFile.take(file, StandardOpenOption.CREATE);
      return new UpLock(
          lock.orElseThrow(
              () ->
                  Failure.no(
                      "another `gatekeeper up` or `gatekeeper down` is running in this clone",
                      "wait until it has ended; nothing was done")));
    } catch (IOException e) {
      throw Failure.unreadable("`" + file + "` can't be locked: " + e.getMessage());
    }
  }

  @Override
  public void close() throws Failure {
    try {
      lock.close();
    } catch (IOException e) {
      throw Failure.unreadable("the lock can't be released: " + e.getMessage());
    }
  }
}
