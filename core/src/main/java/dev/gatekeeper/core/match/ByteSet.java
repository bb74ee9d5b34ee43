package dev.gatekeeper.core.match;

import java.util.function.IntPredicate;

/**
 * A set of bytes, as unsigned values: the values that one position of a glob matches. Never {@code
 * /} and never NUL, which no segment of a path holds.
 */
record ByteSet(long a, long b, long c, long d) {

  /** What {@code ?} matches. */
  static final ByteSet ANY = where(value -> true);

  static ByteSet where(IntPredicate member) {
    long[] words = new long[4];
    for (int value = 1; value < 256; value++) {
      if (value != '/' && member.test(value)) {
        words[value >> 6] |= 1L << (value & 63);
      }
    }
    return new ByteSet(words[0], words[1], words[2], words[3]);
  }

  /** The set of this byte alone, or none if it is one that no segment holds. */
  static ByteSet only(int value) {
    int unsigned = value & 0xff;
    long bit = unsigned == 0 || unsigned == '/' ? 0 : 1L << (unsigned & 63);
    int word = unsigned >> 6;
    return new ByteSet(
        word == 0 ? bit : 0, word == 1 ? bit : 0, word == 2 ? bit : 0, word == 3 ? bit : 0);
  }

  boolean contains(int value) {
    int unsigned = value & 0xff;
    long word =
        switch (unsigned >> 6) {
          case 0 -> a;
          case 1 -> b;
          case 2 -> c;
          default -> d;
        };
    return (word >>> (unsigned & 63) & 1) != 0;
  }

  boolean within(ByteSet other) {
    return (a & ~other.a) == 0 && (b & ~other.b) == 0 && (c & ~other.c) == 0 && (d & ~other.d) == 0;
  }

  boolean meets(ByteSet other) {
    return ((a & other.a) | (b & other.b) | (c & other.c) | (d & other.d)) != 0;
  }

  /** The smallest byte of a set that is not empty. */
  int smallest() {
    int below = Long.numberOfTrailingZeros(a);
    if (a == 0) {
      below = 64 + Long.numberOfTrailingZeros(b);
    }
    if ((a | b) == 0) {
      below = 128 + Long.numberOfTrailingZeros(c);
    }
    return (a | b | c) == 0 ? 192 + Long.numberOfTrailingZeros(d) : below;
  }
}
