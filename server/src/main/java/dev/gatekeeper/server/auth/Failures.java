package dev.gatekeeper.server.auth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often somebody has failed to prove who he is. Each failure after the first few doubles how
 * long the answer to the next takes; a quiet while forgets them. Remembers a bounded number.
 */
final class Failures {
  private static final int REMEMBERED = 10_000;
  private static final int FREE = 5;
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private final Map<String, Count> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Count(int failures, long nanos) {}

  /** Counts a failure of {@code who} at a moment, and says how long the answer has to wait. */
  synchronized Duration failed(String who, long nanos) {
    Count before = counts.getOrDefault(who, new Count(0, nanos));
    boolean forgotten = nanos - before.nanos > FORGOTTEN.toNanos();
    int failures = forgotten ? 1 : before.failures + 1;
    counts.put(who, new Count(failures, nanos));
    if (failures <= FREE) {
      return Duration.ZERO;
    }
    Duration delay = FIRST.multipliedBy(1L << Math.min(failures - FREE - 1, 20));
    return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
  }
}
