package dev.gatekeeper.core.match;

import java.util.Arrays;

/** The bytes, parted into classes that some sets of bytes do not tell apart. */
final class ByteClasses {
  private final int[] classOf = new int[256];
  private int count = 1;

  /** Parts the classes further, so that each is inside the set or outside of it. */
  void refine(ByteSet set) {
    int[] renamed = new int[2 * count];
    Arrays.fill(renamed, -1);
    int parts = 0;
    for (int value = 0; value < 256; value++) {
      int part = 2 * classOf[value] + (set.contains(value) ? 1 : 0);
      if (renamed[part] < 0) {
        renamed[part] = parts++;
      }
      classOf[value] = renamed[part];
    }
    count = parts;
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
