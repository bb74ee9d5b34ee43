package dev.gatekeeper.server.git;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many of a kind of work go on at once, and how many wait their turn in order. */
public final class Slots {
  private final Semaphore running;
  private final Semaphore present;
  private final int most;
  private final int queue;
  private final Duration patience;

  /**
   * @param most how many at once
   * @param queue how many may wait
   * @param patience for how long
   */
  public Slots(int most, int queue, Duration patience) {
    this.most = most;
    this.queue = queue;
    this.running = new Semaphore(most, true);
    this.present = new Semaphore(most + queue, true);
    this.patience = patience;
  }

  /** A place; closing it lets the next one in. */
  interface Slot extends AutoCloseable {
    @Override
    void close();
  }

  /** There is no place, and there was none for as long as one waits. */
  static final class Busy extends Exception {
    private static final long serialVersionUID = 1L;

    Busy(String message) {
      super(message);
    }
  }

  Slot take() throws Busy {
    if (!present.tryAcquire()) {
      throw new Busy("the server is busy: " + most + " at work and " + queue + " waiting");
    }
    boolean taken = false;
    try {
      taken = running.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy("the server is stopping");
    } finally {
      if (!taken) {
        present.release();
      }
    }
    if (!taken) {
      throw new Busy(
          "the server is busy: it was not your turn within " + patience.toSeconds() + " s");
    }
    return () -> {
      running.release();
      present.release();
    };
  }

  /** How many are at work. */
  public int running() {
    return most - running.availablePermits();
  }

  /** How many wait. */
  public int waiting() {
    return Math.max(0, most + queue - present.availablePermits() - running());
  }
}
