package dev.gatekeeper.core.match;

import org.jspecify.annotations.Nullable;

/**
 * What a state has learnt: values by a number that stands for a kind of segment. Reading takes no
 * lock and makes no object; a reader that races with a writer at worst misses and works the value
 * out again.
 */
final class EdgeTable<V> {
  private volatile @Nullable Edge<?>[] slots = new Edge<?>[4];
  private int size;

  /** A pair, immutable, so that a reader sees all of it or nothing. */
  private record Edge<V>(long key, V value) {}

  @SuppressWarnings("unchecked")
  @Nullable V get(long key) {
    @Nullable Edge<?>[] now = slots;
    int slot = slotOf(key, now.length);
    while (true) {
      Edge<?> edge = now[slot];
      if (edge == null) {
        return null;
      }
      if (edge.key == key) {
        return (V) edge.value;
      }
      slot = (slot + 1) & (now.length - 1);
    }
  }

  synchronized void put(long key, V value) {
    if (get(key) != null) {
      return;
    }
    if ((size + 1) * 2 > slots.length) {
      @Nullable Edge<?>[] wider = new Edge<?>[slots.length * 2];
      for (Edge<?> edge : slots) {
        if (edge != null) {
          place(wider, edge);
        }
      }
      slots = wider;
    }
    place(slots, new Edge<>(key, value));
    size++;
  }

  private static void place(@Nullable Edge<?>[] into, Edge<?> edge) {
    int slot = slotOf(edge.key, into.length);
    while (into[slot] != null) {
      slot = (slot + 1) & (into.length - 1);
    }
    into[slot] = edge;
  }

  private static int slotOf(long key, int slots) {
    long mixed = key * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 40) & (slots - 1);
  }
}
