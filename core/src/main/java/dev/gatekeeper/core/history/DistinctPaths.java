package dev.gatekeeper.core.history;

/**
 * Counts different paths, each given as a number; a few bytes for each of what may be a million.
 */
final class DistinctPaths {
  private long[] slots = new long[64];
  private int size;

  /** The number 0 counts as 1: what comes of it is a count that people read. */
  void add(long path) {
    long key = path == 0 ? 1 : path;
    if (put(slots, key) && ++size > slots.length / 2) {
      long[] larger = new long[slots.length * 2];
      for (long slot : slots) {
        if (slot != 0) {
          put(larger, slot);
        }
      }
      slots = larger;
    }
  }

  /** Whether it was not there. */
  private static boolean put(long[] slots, long key) {
    int at = Long.hashCode(key * 0x9E3779B97F4A7C15L) & (slots.length - 1);
    while (slots[at] != 0) {
      if (slots[at] == key) {
        return false;
      }
      at = (at + 1) & (slots.length - 1);
    }
    slots[at] = key;
    return true;
  }

  long size() {
    return size;
  }
}
