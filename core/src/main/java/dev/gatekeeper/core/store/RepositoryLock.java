package dev.gatekeeper.core.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
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
  private final FileChannel channel;

  private RepositoryLock(ReentrantLock inProcess, FileChannel channel) {
    this.inProcess = inProcess;
    this.channel = channel;
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
    Files.createDirectories(folder.path());
    Path file = named.toAbsolutePath().normalize();
    long deadline = System.nanoTime() + patience.toNanos();
    ReentrantLock inProcess = IN_PROCESS.computeIfAbsent(file, f -> new ReentrantLock(true));
    FileChannel channel = null;
    boolean held = false;
    try {
      held = inProcess.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (!held) {
        throw new Busy(file, patience);
      }
      boolean isNew = !Files.exists(file);
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isNew) {
        SharedMode.give(folder, file);
      }
      lock(channel, file, deadline, patience);
      return new RepositoryLock(inProcess, channel);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      release(inProcess, held, channel);
      throw new IOException("interrupted while waiting for " + file, e);
    } catch (IOException | RuntimeException e) {
      release(inProcess, held, channel);
      throw e;
    }
  }

  private static void lock(FileChannel channel, Path file, long deadline, Duration patience)
      throws IOException, InterruptedException {
    long pause = 2;
    while (true) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new Busy(file, patience);
      }
      Thread.sleep(pause);
      pause = Math.min(pause * 2, 50);
    }
  }

  private static void release(
      ReentrantLock inProcess, boolean held, @org.jspecify.annotations.Nullable FileChannel channel)
      throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      if (held) {
        inProcess.unlock();
      }
    }
  }

  /** Gives the lock back; from the thread that took it. */
  @Override
  public void close() throws IOException {
    release(inProcess, true, channel);
  }
}
