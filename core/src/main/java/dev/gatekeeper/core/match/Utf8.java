package dev.gatekeeper.core.match;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A validator of UTF-8, one byte at a time (the table of RFC 3629, section 4). States are ints;
 * between characters it is {@link #WHOLE}.
 */
final class Utf8 {
  static final int WHOLE = 0;
  static final int WRONG = -1;

  private static final int ONE_MORE = 1;
  private static final int TWO_MORE = 2;
  private static final int THREE_MORE = 3;
  private static final int AFTER_E0 = 4;
  private static final int AFTER_ED = 5;
  private static final int AFTER_F0 = 6;
  private static final int AFTER_F4 = 7;

  /** Sets of bytes that it tells apart. */
  static final List<ByteSet> APART =
      IntStream.of(0x80, 0x90, 0xa0, 0xc0, 0xc2, 0xe0, 0xe1, 0xed, 0xee, 0xf0, 0xf1, 0xf4, 0xf5)
          .mapToObj(from -> ByteSet.where(value -> value >= from))
          .toList();

  private Utf8() {}

  /** The state after that byte, an unsigned value, or {@link #WRONG}. */
  static int step(int state, int value) {
    return switch (state) {
      case WHOLE -> first(value);
      case ONE_MORE -> within(value, 0x80, 0xbf, WHOLE);
      case TWO_MORE -> within(value, 0x80, 0xbf, ONE_MORE);
      case THREE_MORE -> within(value, 0x80, 0xbf, TWO_MORE);
      case AFTER_E0 -> within(value, 0xa0, 0xbf, ONE_MORE);
      case AFTER_ED -> within(value, 0x80, 0x9f, ONE_MORE);
      case AFTER_F0 -> within(value, 0x90, 0xbf, TWO_MORE);
      case AFTER_F4 -> within(value, 0x80, 0x8f, TWO_MORE);
      default -> WRONG;
    };
  }

  private static int first(int value) {
    if (value < 0x80) {
      return WHOLE;
    }
    if (value < 0xc2 || value > 0xf4) {
      return WRONG;
    }
    return switch (value) {
      case 0xe0 -> AFTER_E0;
      case 0xed -> AFTER_ED;
      case 0xf0 -> AFTER_F0;
      case 0xf4 -> AFTER_F4;
      default -> value < 0xe0 ? ONE_MORE : value < 0xf0 ? TWO_MORE : THREE_MORE;
    };
  }

  private static int within(int value, int low, int high, int next) {
    return value >= low && value <= high ? next : WRONG;
  }
}
