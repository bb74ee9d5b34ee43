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

  /** A glob: sets of bytes, one a position, with {@code *} before some of them or at the end. */
  final class Glob implements Segment {
    /** {@code *}. */
    static final Glob ANY_NAME = new Glob(List.of(), List.of(true));

    private final ByteSet[] sets;
    private final boolean[] stars;

    /**
     * @param sets what each position may be
     * @param stars whether a star stands before the position of that index; one longer than the
     *     sets, the last for a star at the end
     */
    Glob(List<ByteSet> sets, List<Boolean> stars) {
      if (stars.size() != sets.size() + 1) {
        throw new IllegalArgumentException("a place for a star before each set and at the end");
      }
      this.sets = sets.toArray(ByteSet[]::new);
      this.stars = new boolean[stars.size()];
      for (int i = 0; i < this.stars.length; i++) {
        this.stars[i] = stars.get(i);
      }
    }

    /** How many positions it has. */
    int length() {
      return sets.length;
    }

    /** What the position of that index may be. */
    ByteSet set(int position) {
      return sets[position];
    }

    /** Whether a star stands before the position of that index, or at the end. */
    boolean star(int position) {
      return stars[position];
    }

    /** Whether it matches every name. */
    boolean matchesAll() {
      return sets.length == 0;
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
        if (stars[position]) {
          star = position;
          starAt = at;
        }
        if (position == sets.length && (at == end || star == position)) {
          return true;
        }
        if (at < end && position < sets.length && sets[position].contains(buffer[at])) {
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

    @Override
    public boolean equals(Object other) {
      return other instanceof Glob that
          && Arrays.equals(sets, that.sets)
          && Arrays.equals(stars, that.stars);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(sets) + Arrays.hashCode(stars);
    }
  }
}
