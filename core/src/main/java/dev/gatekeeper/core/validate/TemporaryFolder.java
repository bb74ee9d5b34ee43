package dev.gatekeeper.core.validate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder for one command, deleted with all that is in it. It lies in a folder that belongs to the
 * gate's user alone, beside a file that is locked as long as it is in use: if its process is killed
 * the system gives up the lock, and the next one to make a folder removes what was left.
 */
final class TemporaryFolder implements AutoCloseable {
  private static final String LOCK = ".lock";

  /** To open and close a file that this process has locked would give up its lock. */
  private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path lockFile;
  private final FileChannel lock;

  private TemporaryFolder(Path path, Path lockFile, FileChannel lock) {
    this.path = path;
    this.lockFile = lockFile;
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
      Path lockFile = home.resolve(path.getFileName() + LOCK);
      IN_USE.add(lockFile);
      FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      // Locked before there is a folder. Whoever cleans up may be quicker with the lock.
      if (tryLock(channel)) {
        Files.createDirectory(path);
        return new TemporaryFolder(path, lockFile, channel);
      }
      channel.close();
      IN_USE.remove(lockFile);
    }
  }

  private static Path home(Path temporary) throws IOException {
    Path home = temporary.resolve("gatekeeper-" + Programs.user());
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
    boolean isMine = Programs.user() < 0 || Programs.user() == owner(home);
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
        if (!IN_USE.contains(lockFile)) {
          removeIfDead(lockFile);
        }
      }
    }
  }

  private static void removeIfDead(Path lockFile) throws IOException {
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
      if (tryLock(channel)) {
        String name = lockFile.getFileName().toString();
        remove(lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length())));
        Files.deleteIfExists(lockFile);
      }
    } catch (java.nio.file.NoSuchFileException e) {
      // Somebody else was quicker.
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /**
   * By programs, since a commit may bring names that Java can't say, and folders it can't enter.
   */
  private static void remove(Path folder) throws IOException {
    String script =
        "[ ! -d \"$1\" ] || { chmod -R u+rwx -- \"$1\"; rm -rf -- \"$1\"; } 2>/dev/null; [ ! -e \"$1\" ]";
    Trial.run(List.of("sh", "-c", script, "sh", folder.toString()));
  }

  @Override
  public void close() throws IOException {
    try {
      remove(path);
      Files.deleteIfExists(lockFile);
    } finally {
      lock.close();
      IN_USE.remove(lockFile);
    }
  }
}
