package dev.gatekeeper.core.match;

import java.util.Arrays;
import java.util.function.IntPredicate;

final class IntList {
  static final int[] EMPTY = {};

  private int[] values = new int[8];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  int get(int index) {
    return values[index];
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }

  /** Those that are wanted, ascending, each once. */
  int[] toSortedSet(IntPredicate wanted) {
    Arrays.sort(values, 0, size);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      boolean again = i > 0 && values[i] == values[i - 1];
      if (!again && wanted.test(values[i])) {
        values[kept++] = values[i];
      }
    }
    size = 0;
    return Arrays.copyOf(values, kept);
  }

  /** Some ints as a key; they are not to be changed. */
  static final class IntKey {
    private final int[] values;
    private final int hash;

    IntKey(int[] values) {
      this.values = values;
      this.hash = Arrays.hashCode(values);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof IntKey that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
