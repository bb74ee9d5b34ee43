package dev.gatekeeper.core.match;

import java.util.ArrayList;
import java.util.List;

/** A builder of the glob or literal for one segment of a pattern. */
final class GlobBuilder {
  private final List<ByteSet> sets = new ArrayList<>();
  private final List<Boolean> stars = new ArrayList<>(List.of(false));
  private boolean literal = true;

  /** A position that may be any of these bytes. */
  void add(ByteSet set) {
    sets.add(set);
    stars.add(false);
    literal = false;
  }

  void literal(byte[] bytes) {
    boolean before = literal;
    for (byte b : bytes) {
      add(ByteSet.only(b));
    }
    literal = before;
  }

  /** {@code *}. */
  void star() {
    stars.set(stars.size() - 1, true);
    literal = false;
  }

  /** Whether it can match only what {@code names} describes, position by position. */
  boolean isWithin(List<ByteSet> names) {
    if (stars.contains(true) || sets.size() != names.size()) {
      return false;
    }
    for (int i = 0; i < names.size(); i++) {
      if (!sets.get(i).within(names.get(i))) {
        return false;
      }
    }
    return true;
  }

  Segment build() {
    if (!literal) {
      return buildGlob();
    }
    byte[] bytes = new byte[sets.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) sets.get(i).smallest();
    }
    return new Segment.Literal(bytes);
  }

  /** The same without looking whether it is a literal. */
  Segment.Glob buildGlob() {
    return new Segment.Glob(sets, stars);
  }
}
