package dev.gatekeeper.core.match;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much a machine may remember, in words of memory. What does not fit is worked out anew each
 * time, so that the answers stay right and the memory bounded whatever is asked.
 */
final class Budget {
  private final AtomicLong left;

  Budget(long words) {
    left = new AtomicLong(words);
  }

  /** Whether so much was left, and is now taken. */
  boolean take(long words) {
    if (left.addAndGet(-words) >= 0) {
      return true;
    }
    left.addAndGet(words);
    return false;
  }
}
