package dev.gatekeeper.core.match;

import java.util.Arrays;
import java.util.List;

/** What a pattern says about one segment of a path, or, as {@code **}, about any number of them. */
sealed interface Segment {

  /** Whether it matches the segment that these bytes are. */
  boolean matches(byte[] buffer, int offset, int length);

  /** {@code **}: any number of segments, none included; as the last of a pattern at least one. */
  record AnyDepth() implements Segment {
    static final AnyDepth INSTANCE = new AnyDepth();

    @Override
    public boolean matches(byte[] buffer, int offset, int length) {
      return true;
    }
  }

  /** Exactly these bytes. */
  final class Literal implements Segment {
    private final byte[] bytes;

    Literal(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean matches(byte[] buffer, int offset, int length) {
      return Arrays.equals(bytes, 0, bytes.length, buffer, offset, offset + length);
    }
  }

  /**
   * A glob: sets of bytes, one a position, with {@code *} before some of them or at the end.
   *
   * @param sets what each position may be
   * @param stars whether a star stands before the position of that index; one longer than the sets,
   *     the last for a star at the end
   */
  record Glob(List<ByteSet> sets, List<Boolean> stars) implements Segment {

    /** {@code *}. */
    static final Glob ANY_NAME = new Glob(List.of(), List.of(true));

    public Glob {
      sets = List.copyOf(sets);
      stars = List.copyOf(stars);
      if (stars.size() != sets.size() + 1) {
        throw new IllegalArgumentException("a place for a star before each set and at the end");
      }
    }

    /** Whether it matches every name. */
    boolean matchesAll() {
      return sets.isEmpty();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Only the last star passed is ever tried again: what an earlier one could take, the later
     * can too.
     */
    @Override
    public boolean matches(byte[] buffer, int offset, int length) {
      int end = offset + length;
      int at = offset;
      int position = 0;
      int star = -1;
      int starAt = offset;
      while (true) {
        if (stars.get(position)) {
          star = position;
          starAt = at;
        }
        if (position == sets.size() && (at == end || star == position)) {
          return true;
        }
        if (at < end && position < sets.size() && sets.get(position).contains(buffer[at])) {
          position++;
          at++;
        } else if (star < 0 || at == end) {
          return false;
        } else {
          // The star takes one byte more.
          position = star;
          at = starAt + 1;
        }
      }
    }
  }
}
