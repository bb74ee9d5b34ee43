package dev.gatekeeper.server.validate;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What a validation tells whoever asked for it. It waits for nobody: what a slow client has not
 * taken when the next ten thousand lines have come is left out, and that is said.
 */
final class Told {
  private static final int ROOM = 10_000;
  private static final long PAUSE_MILLIS = 100;
  private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(ROOM);
  private final AtomicLong leftOut = new AtomicLong();
  private volatile boolean ended;

  void tell(String line) {
    if (!lines.offer(line)) {
      leftOut.incrementAndGet();
    }
  }

  void end() {
    ended = true;
  }

  /**
   * Passes the lines on as they come, until the end.
   *
   * @param alive is called now and then while there is none, and may throw to leave
   */
  void relay(Consumer<String> to, Runnable alive) throws InterruptedException {
    long quiet = System.nanoTime();
    while (true) {
      boolean last = ended; // before the look, or the last line could be missed
      String line = lines.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      long missing = leftOut.getAndSet(0);
      if (missing > 0) {
        to.accept("      ... " + missing + " lines are left out here");
      }
      if (line != null) {
        to.accept(line);
        quiet = System.nanoTime();
      } else if (last) {
        return;
      } else if (System.nanoTime() - quiet > ALIVE_NANOS) {
        alive.run();
        quiet = System.nanoTime();
      }
    }
  }
}
