package dev.gatekeeper.core.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An exclusive lock on a file. The operating system gives it back when the process that has it
 * dies, whatever it dies of, and that is seen from every container that sees the file, which
 * process ids are not.
 *
 * <p>To close any channel to a file gives back every lock that the process has on it (fcntl(2)), so
 * that a file which is locked here is never opened a second time.
 */
public final class LockFile implements AutoCloseable {
  /** The files that this process has locked, by what they keep when they are renamed. */
  private static final Set<Object> OURS = new HashSet<>();

  private final Object key;
  private final FileChannel channel;

  private LockFile(Object key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  /**
   * Takes the lock, unless somebody has it, in this process or another.
   *
   * @param how whether the file is made first
   */
  public static Optional<LockFile> take(Path file, OpenOption... how) throws IOException {
    synchronized (OURS) {
      if (key(file).filter(OURS::contains).isPresent()) {
        return Optional.empty();
      }
      Set<OpenOption> options = new HashSet<>(List.of(how));
      options.add(StandardOpenOption.WRITE);
      FileChannel channel = FileChannel.open(file, options);
      Optional<LockFile> lock = Optional.empty();
      try {
        if (channel.tryLock() != null) {
          lock = key(file).map(key -> new LockFile(key, channel));
        }
      } finally {
        if (lock.isEmpty()) {
          channel.close();
        }
      }
      lock.ifPresent(taken -> OURS.add(taken.key));
      return lock;
    }
  }

  /** The same of a file in the gate's folder, made for all who have access to the repository. */
  public static Optional<LockFile> take(GatekeeperFolder folder, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    boolean isNew = !Files.exists(file);
    Optional<LockFile> lock = take(file, StandardOpenOption.CREATE);
    try {
      if (isNew) {
        SharedRepositoryMode.give(folder, file);
      }
      return lock;
    } catch (IOException | RuntimeException e) {
      if (lock.isPresent()) {
        lock.get().close();
      }
      throw e;
    }
  }

  /** Whether a process that lives has the lock of a file that is there. */
  public static boolean isHeld(Path file) throws IOException {
    return isHeld(take(file));
  }

  /** The same for a file in the gate's folder, which is created if it does not exist. */
  public static boolean isHeld(GatekeeperFolder folder, Path file) throws IOException {
    return isHeld(take(folder, file));
  }

  private static boolean isHeld(Optional<LockFile> free) throws IOException {
    if (free.isPresent()) {
      free.get().close();
    }
    return free.isEmpty();
  }

  /** What tells the file from all others; nothing if it is not there. */
  private static Optional<Object> key(Path file) throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Replaces the content of the locked file. Closing any other channel to the file would release
   * the lock.
   */
  public void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    channel.truncate(0);
    while (bytes.hasRemaining()) {
      channel.write(bytes, bytes.position());
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (OURS) {
      try {
        channel.close();
      } finally {
        OURS.remove(key);
      }
    }
  }
}
