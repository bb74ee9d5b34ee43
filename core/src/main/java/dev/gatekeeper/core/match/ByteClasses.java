package dev.gatekeeper.core.match;

import java.util.HashMap;
import java.util.Map;

/** The bytes, parted into classes that some sets of bytes do not tell apart. */
final class ByteClasses {
  private final int[] classOf = new int[256];
  private int count = 1;

  /** Parts the classes further, so that each is inside the set or outside of it. */
  void refine(ByteSet set) {
    Map<Integer, Integer> split = new HashMap<>();
    int before = count;
    count = 0;
    for (int value = 0; value < 256; value++) {
      int side = set.contains(value) ? before : 0;
      Integer renamed = split.get(classOf[value] + side);
      if (renamed == null) {
        renamed = count++;
        split.put(classOf[value] + side, renamed);
      }
      classOf[value] = renamed;
    }
  }

  int of(byte value) {
    return classOf[value & 0xff];
  }

  int count() {
    return count;
  }

  /** A byte of each class. */
  int[] samples() {
    int[] samples = new int[count];
    for (int value = 255; value >= 0; value--) {
      samples[classOf[value]] = value;
    }
    return samples;
  }
}
