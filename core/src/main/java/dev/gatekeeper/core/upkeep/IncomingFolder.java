package dev.gatekeeper.core.upkeep;

import dev.gatekeeper.core.store.LockFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one push among a repository's objects, recognisable as abandoned as soon as the
 * process that made it no longer runs.
 *
 * <p>A file in it is locked as long as the push goes on. The folder appears under its name with the
 * lock held already. The name begins as git's own do (tmp-objdir.c), so that git's {@code gc} knows
 * it too.
 */
public final class IncomingFolder implements AutoCloseable {
  private static final String NAME = "tmp_objdir-incoming-gatekeeper-";
  private static final String DRAFT = "tmp_objdir-new-gatekeeper-";
  private static final String LOCK = "lock";

  /** A draft without its lock is half made, which takes no time. */
  private static final Duration UNLOCKED = Duration.ofHours(1);

  private final Path folder;
  private final LockFile lock;

  private IncomingFolder(Path folder, LockFile lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Makes one in that object directory. */
  public static IncomingFolder in(Path objects) throws IOException {
    Path draft = Files.createTempDirectory(objects.toRealPath(), DRAFT);
    String suffix = draft.getFileName().toString().substring(DRAFT.length());
    Path folder = draft.resolveSibling(NAME + suffix);
    Optional<LockFile> lock = Optional.empty();
    try {
      lock = LockFile.take(draft.resolve(LOCK), StandardOpenOption.CREATE_NEW);
      Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
      return new IncomingFolder(folder, lock.orElseThrow());
    } catch (IOException | RuntimeException e) {
      if (lock.isPresent()) {
        lock.get().close();
      }
      delete(draft);
      throw e;
    }
  }

  public Path path() {
    return folder;
  }

  /** Whether a file in such a folder is what a push brought. */
  public boolean isBrought(Path file) {
    return !file.equals(folder.resolve(LOCK));
  }

  /** Removes it with all that is in it. */
  @Override
  public void close() throws IOException {
    try {
      delete(folder);
    } finally {
      lock.close();
    }
  }

  /** Whether {@code folder} is one of these and the process that made it is gone. */
  static boolean isDead(Path folder, Instant now) throws IOException {
    String name = folder.getFileName().toString();
    if (!name.startsWith(NAME) && !name.startsWith(DRAFT)) {
      return false;
    }
    try {
      Path real = folder.toRealPath();
      if (name.startsWith(DRAFT)) {
        return age(real, now).compareTo(UNLOCKED) > 0;
      }
      // the lock came with the folder and goes last: whoever removed it has died
      return !Files.exists(real.resolve(LOCK)) || !LockFile.isHeld(real.resolve(LOCK));
    } catch (NoSuchFileException e) {
      return false; // gone by itself
    }
  }

  /**
   * Removes a folder and all that is in it, its lock last; what has gone by itself is no matter.
   */
  static void delete(Path folder) throws IOException {
    Path lock = folder.resolve(LOCK);
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.equals(lock)) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException error) throws IOException {
            if (error instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw error;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path path, @Nullable IOException error)
              throws IOException {
            if (error != null) {
              throw error;
            }
            if (path.equals(folder)) {
              Files.deleteIfExists(lock);
            }
            Files.deleteIfExists(path);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * How long a file has been as it is and where it is: the time since it was last written, renamed
   * or linked: what is moved to its place keeps the date of its content, so the system's own date
   * of change counts where there is one.
   */
  static Duration age(Path file, Instant now) throws IOException {
    FileTime time;
    try {
      time = (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException e) {
      time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
    }
    return Duration.between(time.toInstant(), now);
  }
}
