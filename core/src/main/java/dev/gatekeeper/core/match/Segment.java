package dev.gatekeeper.core.match;

import java.util.Arrays;
import java.util.List;

/** One segment of a pattern, or {@code **}, which matches any number of segments of a path. */
sealed interface Segment {

  boolean matches(byte[] buffer, int offset, int length);

  /** Whether a name could match both; it errs to yes. */
  boolean canMeet(Segment other);

  /** The same as a glob, as a list of one; none if it is no single segment. */
  List<Glob> asGlob();

  /** A name that it matches, in UTF-8; empty if none is plain enough to be found at once. */
  byte[] sample();

  /** {@code **}: any number of segments, none included; as the last of a pattern at least one. */
  record AnyDepth() implements Segment {
    static final AnyDepth INSTANCE = new AnyDepth();

    @Override
    public boolean matches(byte[] buffer, int offset, int length) {
      return true;
    }

    @Override
    public boolean canMeet(Segment other) {
      return true;
    }

    @Override
    public List<Glob> asGlob() {
      return List.of();
    }

    @Override
    public byte[] sample() {
      return new byte[] {'x'};
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
    public boolean canMeet(Segment other) {
      return other.matches(bytes, 0, bytes.length);
    }

    @Override
    public byte[] sample() {
      return bytes();
    }

    @Override
    public List<Glob> asGlob() {
      GlobBuilder builder = new GlobBuilder();
      builder.literal(bytes);
      return List.of(builder.buildGlob());
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

    private static final ByteSet DOT = ByteSet.only('.');
    private static final ByteSet LETTERS =
        ByteSet.where(b -> (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z'));

    private final ByteSet[] sets;
    private final boolean[] stars;
    private final int hash; // globs are keys at every step of a proof

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
      this.hash = 31 * Arrays.hashCode(this.sets) + Arrays.hashCode(this.stars);
    }

    /** How many positions it has. */
    int length() {
      return sets.length;
    }

    ByteSet set(int position) {
      return sets[position];
    }

    /** Whether a star stands before the position of that index, or at the end. */
    boolean star(int position) {
      return stars[position];
    }

    @Override
    public List<Glob> asGlob() {
      return List.of(this);
    }

    @Override
    public byte[] sample() {
      if (sets.length == 0) {
        return new byte[] {'x'};
      }
      byte[] name = new byte[sets.length];
      for (int i = 0; i < name.length; i++) {
        int value = sets[i].contains('x') ? 'x' : 0x7e;
        while (value > ' ' && !sets[i].contains(value)) {
          value--;
        }
        if (value == ' ') {
          return new byte[0];
        }
        name[i] = (byte) value;
      }
      return name;
    }

    /** Whether it has a dot that is no wildcard. */
    boolean hasDot() {
      return Arrays.asList(sets).contains(DOT);
    }

    /** Whether it has a dot, not at its very start, that only letters or a star come after. */
    boolean hasExtension() {
      for (int i = 0; i < sets.length; i++) {
        boolean inside = (i > 0 || stars[0]) && sets[i].equals(DOT);
        if (inside && (stars[i + 1] || (i + 1 < sets.length && sets[i + 1].within(LETTERS)))) {
          return true;
        }
      }
      return false;
    }

    boolean matchesAll() {
      return sets.length == 0;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Of another glob it looks at what stands before the first star of either and behind the
     * last.
     */
    @Override
    public boolean canMeet(Segment other) {
      return other instanceof Glob glob ? meets(glob) : other.canMeet(this);
    }

    private boolean meets(Glob other) {
      if (!hasStar() && !other.hasStar() && sets.length != other.sets.length) {
        return false;
      }
      int start = Math.min(fixedAtStart(), other.fixedAtStart());
      int end = Math.min(fixedAtEnd(), other.fixedAtEnd());
      return meet(other, 0, 0, start)
          && meet(other, sets.length - end, other.sets.length - end, end);
    }

    private boolean meet(Glob other, int from, int otherFrom, int count) {
      for (int i = 0; i < count; i++) {
        if (!sets[from + i].meets(other.sets[otherFrom + i])) {
          return false;
        }
      }
      return true;
    }

    private boolean hasStar() {
      return fixedAtStart() < sets.length || stars[sets.length];
    }

    /** How many positions stand before the first star. */
    private int fixedAtStart() {
      int count = 0;
      while (count < sets.length && !stars[count]) {
        count++;
      }
      return count;
    }

    /** How many positions stand behind the last star. */
    private int fixedAtEnd() {
      int count = 0;
      while (count < sets.length && !stars[sets.length - count]) {
        count++;
      }
      return count;
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
      return hash;
    }
  }
}
