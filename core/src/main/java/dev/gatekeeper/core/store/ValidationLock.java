package dev.gatekeeper.core.store;

import dev.gatekeeper.core.model.AgentId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Held by the process that validates an agent's work for as long as it does: the operating system
 * gives it back when that process dies, and then everybody can see that it will not end.
 */
public final class ValidationLock implements AutoCloseable {
  /**
   * Those that this process has: to close any channel on a file gives up every lock that the
   * process has on it, so that a file that is locked here must not even be looked at.
   */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private ValidationLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes it, if nobody has it. The caller holds the repository's lock. */
  public static Optional<ValidationLock> take(GatekeeperFolder folder, AgentId agent)
      throws IOException {
    return take(folder, folder.path().resolve("validating").resolve(agent.id()));
  }

  /** The same for the integration of all. */
  public static Optional<ValidationLock> takeForIntegration(GatekeeperFolder folder)
      throws IOException {
    return take(folder, folder.path().resolve("integrating"));
  }

  private static Optional<ValidationLock> take(GatekeeperFolder folder, Path named)
      throws IOException {
    Path file = named.toAbsolutePath().normalize();
    if (!OURS.add(file)) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      Optional<ValidationLock> lock = open(folder, file);
      taken = lock.isPresent();
      return lock;
    } finally {
      if (!taken) {
        OURS.remove(file);
      }
    }
  }

  private static Optional<ValidationLock> open(GatekeeperFolder folder, Path file)
      throws IOException {
    Files.createDirectories(file.getParent());
    boolean isNew = !Files.exists(file);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (isNew) {
        SharedMode.give(folder, file);
      }
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new ValidationLock(file, channel));
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  /** Whether a process that lives has it. */
  public static boolean isHeld(GatekeeperFolder folder, AgentId agent) throws IOException {
    Optional<ValidationLock> free = take(folder, agent);
    if (free.isPresent()) {
      free.get().close();
    }
    return free.isEmpty();
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OURS.remove(file);
    }
  }
}
