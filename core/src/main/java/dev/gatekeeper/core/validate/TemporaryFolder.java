package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.store.LockFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A folder for one command, deleted with all that is in it. It lies in a folder that belongs to the
 * gate's user alone, beside a file that is locked as long as it is in use: if its process is killed
 * the system gives up the lock, and the next one to make a folder removes what was left.
 */
final class TemporaryFolder implements AutoCloseable {
  private static final String LOCK = ".lock";

  private final Path path;
  private final LockFile lock;

  private TemporaryFolder(Path path, LockFile lock) {
    this.path = path;
    this.lock = lock;
  }

  Path path() {
    return path;
  }

  /** Makes one somewhere below {@code temporary}, and removes what dead processes left there. */
  static TemporaryFolder create(Path temporary) throws IOException {
    Path home = home(temporary.toRealPath());
    removeLeftovers(home);
    while (true) {
      Path path = home.resolve(UUID.randomUUID().toString());
      Optional<LockFile> lock = LockFile.take(lockFile(path), StandardOpenOption.CREATE_NEW);
      // Locked before there is a folder. Whoever cleans up may be quicker with the lock.
      if (lock.isPresent()) {
        Files.createDirectory(path);
        return new TemporaryFolder(path, lock.get());
      }
    }
  }

  private static Path lockFile(Path path) {
    return path.resolveSibling(path.getFileName() + LOCK);
  }

  private static Path home(Path temporary) throws IOException {
    Path home = temporary.resolve("gatekeeper-" + SandboxPrograms.user());
    Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rwx------");
    try {
      Files.createDirectory(home, PosixFilePermissions.asFileAttribute(mine));
    } catch (FileAlreadyExistsException e) {
      // It may be ours, from an earlier time.
    }
    PosixFileAttributes is =
        Files.readAttributes(home, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> others = EnumSet.copyOf(is.permissions());
    others.removeAll(mine);
    boolean isMine = SandboxPrograms.user() < 0 || SandboxPrograms.user() == owner(home);
    if (!is.isDirectory() || !others.isEmpty() || !isMine) {
      throw new IOException(
          "`"
              + home
              + "` is not a folder that belongs to this user alone; remove it, or name another"
              + " temporary folder");
    }
    return home;
  }

  private static int owner(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static void removeLeftovers(Path home) throws IOException {
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(home, "*" + LOCK)) {
      for (Path lockFile : locks) {
        removeIfDead(lockFile);
      }
    }
  }

  private static void removeIfDead(Path lockFile) throws IOException {
    Optional<LockFile> dead;
    try {
      dead = LockFile.take(lockFile);
    } catch (NoSuchFileException e) {
      return; // somebody else was quicker
    }
    if (dead.isPresent()) {
      try (LockFile held = dead.get()) {
        String name = lockFile.getFileName().toString();
        remove(lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length())));
        Files.deleteIfExists(lockFile);
      }
    }
  }

  /**
   * By programs, since a commit may bring names that Java can't say, and folders it can't enter.
   */
  private static void remove(Path folder) throws IOException {
    String script =
        "[ ! -d \"$1\" ] || { chmod -R u+rwx -- \"$1\"; rm -rf -- \"$1\"; } 2>/dev/null; [ ! -e \"$1\" ]";
    SandboxProbe.run(List.of("sh", "-c", script, "sh", folder.toString()));
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      remove(path);
      Files.deleteIfExists(lockFile(path));
    }
  }
}
