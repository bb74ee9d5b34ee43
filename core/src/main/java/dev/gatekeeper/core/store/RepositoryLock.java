package dev.gatekeeper.core.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one lock of a repository, across processes and threads, under which pushes are judged and
 * refs and ledger are written (docs/semantics.md, section 9). The operating system gives it back
 * when its holder dies.
 */
public final class RepositoryLock implements AutoCloseable {
  private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

  private final ReentrantLock inProcess;
  private final LockFile lock;

  private RepositoryLock(ReentrantLock inProcess, LockFile lock) {
    this.inProcess = inProcess;
    this.lock = lock;
  }

  /** Somebody else held the lock all the time. */
  public static final class Busy extends IOException {
    private static final long serialVersionUID = 1L;

    Busy(Path file, Duration patience) {
      super(file + " has been held by another process for " + patience.toSeconds() + " s");
    }
  }

  /**
   * Takes the lock.
   *
   * @throws Busy if it can't be had within {@code patience}
   */
  public static RepositoryLock take(GatekeeperFolder folder, Duration patience) throws IOException {
    return take(folder, folder.lockFile(), patience);
  }

  /**
   * Takes the lock under which one upkeep goes on at a time, and which no push waits for.
   *
   * @throws Busy if somebody else has it
   */
  public static RepositoryLock ofUpkeep(GatekeeperFolder folder) throws IOException {
    return take(folder, folder.upkeepLock(), Duration.ZERO);
  }

  private static RepositoryLock take(GatekeeperFolder folder, Path named, Duration patience)
      throws IOException {
    Path file = named.toAbsolutePath().normalize();
    long deadline = System.nanoTime() + patience.toNanos();
    ReentrantLock inProcess = IN_PROCESS.computeIfAbsent(file, f -> new ReentrantLock(true));
    Optional<LockFile> lock = Optional.empty();
    boolean held = false;
    try {
      held = inProcess.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (!held) {
        throw new Busy(file, patience);
      }
      for (long pause = 2; ; pause = Math.min(2 * pause, 50)) {
        lock = LockFile.take(folder, file);
        if (lock.isPresent()) {
          return new RepositoryLock(inProcess, lock.get());
        }
        if (System.nanoTime() - deadline > 0) {
          throw new Busy(file, patience);
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + file, e);
    } finally {
      if (held && lock.isEmpty()) {
        inProcess.unlock();
      }
    }
  }

  /** Gives the lock back; from the thread that took it. */
  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } finally {
      inProcess.unlock();
    }
  }
}
