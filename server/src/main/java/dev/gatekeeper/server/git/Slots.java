package dev.gatekeeper.server.git;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The places for a kind of work, with a queue in order. Nobody has more than half of the places, at
 * work or waiting, so that nobody can keep all others out; where there is one place, whoever has it
 * has it alone.
 */
public final class Slots {
  private final int most;
  private final int queue;
  private final Duration patience;
  private final Map<String, Integer> running = new HashMap<>();
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private int free;

  /**
   * @param most how many at once
   * @param queue how many may wait
   * @param patience for how long
   */
  public Slots(int most, int queue, Duration patience) {
    this.most = most;
    this.queue = queue;
    this.patience = patience;
    this.free = most;
  }

  /** A place; closing it lets the next one in. */
  public interface Slot extends AutoCloseable {
    @Override
    void close();
  }

  /** There is no place, and there was none for as long as one waits. */
  public static final class Busy extends Exception {
    private static final long serialVersionUID = 1L;

    Busy(String message) {
      super(message);
    }
  }

  private record Waiter(String who, Object identity) {}

  /**
   * Waits for a place.
   *
   * @param who for whom
   */
  public synchronized Slot take(String who) throws Busy {
    Waiter me = new Waiter(who, new Object());
    if (!isNext(me)) {
      queue(me);
    }
    free--;
    running.merge(who, 1, Integer::sum);
    notifyAll(); // the next one may have a place as well
    return () -> release(who);
  }

  private void queue(Waiter me) throws Busy {
    long mine = waiting.stream().filter(w -> w.who.equals(me.who)).count();
    if (waiting.size() >= queue) {
      throw new Busy("the server is busy: " + most + " running and " + queue + " waiting");
    }
    if (mine >= half(queue)) {
      throw new Busy("the server is busy: " + mine + " of your requests are waiting already");
    }
    long deadline = System.nanoTime() + patience.toNanos();
    waiting.addLast(me);
    try {
      while (!isNext(me)) {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          throw new Busy(
              "the server is busy: it was not your turn within " + patience.toSeconds() + " s");
        }
        wait(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy("the server is stopping");
    } finally {
      waiting.remove(me);
    }
  }

  /** Whether there is a place for it, and nobody before it who could take it. */
  private boolean isNext(Waiter me) {
    return free > 0 && mayRun(me) && me.equals(first(me));
  }

  private Waiter first(Waiter me) {
    return waiting.stream().filter(this::mayRun).findFirst().orElse(me);
  }

  private boolean mayRun(Waiter waiter) {
    return running.getOrDefault(waiter.who, 0) < half(most);
  }

  private static int half(int all) {
    return Math.max(1, all / 2);
  }

  private synchronized void release(String who) {
    free++;
    if (running.merge(who, -1, Integer::sum) == 0) {
      running.remove(who);
    }
    notifyAll();
  }

  /** How many are at work. */
  public synchronized int running() {
    return most - free;
  }

  public synchronized int waiting() {
    return waiting.size();
  }
}
