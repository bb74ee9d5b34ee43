package dev.gatekeeper.core.match;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The layout of some globs as one row of positions, one glob after the other; the position after a
 * glob's last set is its end. Where a star stands before a position, it stays alive whatever byte
 * comes.
 */
final class GlobPositions {
  private final int[] globOf;
  private final boolean[] starred;
  private final boolean[] end;
  private final ByteSet[] sets;
  private final ByteClasses classes = new ByteClasses();
  private final int[] start;
  private final int[][] floating;

  /**
   * @param numbers what each glob is called outside
   * @param apart sets that the classes of bytes must tell apart besides those of the globs
   */
  GlobPositions(List<Segment.Glob> globs, int[] numbers, List<ByteSet> apart) {
    int length = globs.stream().mapToInt(glob -> glob.length() + 1).sum();
    globOf = new int[length];
    starred = new boolean[length];
    end = new boolean[length];
    sets = new ByteSet[length];
    Set<ByteSet> distinct = new HashSet<>(apart);
    IntList plain = new IntList();
    IntList afterStar = new IntList();
    int position = 0;
    for (int g = 0; g < globs.size(); g++) {
      Segment.Glob glob = globs.get(g);
      boolean floats = glob.star(0) && !glob.matchesAll();
      (floats ? afterStar : plain).add(position);
      for (int i = 0; i <= glob.length(); i++, position++) {
        globOf[position] = numbers[g];
        starred[position] = glob.star(i);
        end[position] = i == glob.length();
        sets[position] = end[position] ? ByteSet.ANY : glob.set(i);
        distinct.add(sets[position]);
      }
    }
    distinct.forEach(classes::refine);
    start = plain.toArray();
    floating = byClass(afterStar.toArray());
  }

  ByteClasses classes() {
    return classes;
  }

  /** The positions alive before the first byte, those after a star at the start left out. */
  int[] start() {
    return start;
  }

  /**
   * The positions alive after a byte of that class. A glob's position after a star at its start is
   * alive always and in no list: with thousands of globs like {@code *.md} the lists stay short.
   */
  int[] step(int[] positions, int byteClass, int sample) {
    IntList next = new IntList();
    for (int position : positions) {
      if (starred[position]) {
        next.add(position);
      }
      if (!end[position] && sets[position].contains(sample)) {
        next.add(position + 1);
      }
    }
    for (int position : floating[byteClass]) {
      next.add(position + 1);
    }
    return next.toSortedSet(position -> true);
  }

  /** The numbers of the globs whose end is among the positions, ascending. */
  int[] matched(int[] positions) {
    IntList globs = new IntList();
    for (int position : positions) {
      if (end[position]) {
        globs.add(globOf[position]);
      }
    }
    return globs.toSortedSet(glob -> true);
  }

  private int[][] byClass(int[] positions) {
    int[] samples = classes.samples();
    int[][] out = new int[samples.length][];
    for (int c = 0; c < samples.length; c++) {
      IntList some = new IntList();
      for (int position : positions) {
        if (sets[position].contains(samples[c])) {
          some.add(position);
        }
      }
      out[c] = some.toArray();
    }
    return out;
  }

  /** The bytes, parted into classes that some sets of bytes do not tell apart. */
  static final class ByteClasses {
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
}
