package dev.gatekeeper.core.match;

import dev.gatekeeper.core.match.GlobAutomaton.Matched;
import java.util.List;

/** A subset of a machine's globs, with the search for those that match a segment. */
sealed interface SegmentGlobs {

  Matched run(byte[] buffer, int offset, int length);

  record None() implements SegmentGlobs {
    @Override
    public Matched run(byte[] buffer, int offset, int length) {
      return Matched.NOTHING;
    }
  }

  /**
   * Some few, one after the other: many folders have globs of their own, and none is worth more.
   */
  final class Few implements SegmentGlobs {
    static final int MOST = 4;

    private final Segment.Glob[] globs;
    private final Matched[] answers;

    Few(List<Segment.Glob> globs, int[] numbers) {
      this.globs = globs.toArray(Segment.Glob[]::new);
      this.answers = new Matched[1 << numbers.length];
      for (int set = 0; set < answers.length; set++) {
        IntList matched = new IntList();
        for (int i = 0; i < numbers.length; i++) {
          if ((set >> i & 1) != 0) {
            matched.add(numbers[i]);
          }
        }
        answers[set] = new Matched(set, matched.toArray());
      }
    }

    @Override
    public Matched run(byte[] buffer, int offset, int length) {
      int set = 0;
      for (int i = 0; i < globs.length; i++) {
        if (globs[i].matches(buffer, offset, length)) {
          set |= 1 << i;
        }
      }
      return answers[set];
    }
  }

  record Compiled(GlobAutomaton automaton) implements SegmentGlobs {
    @Override
    public Matched run(byte[] buffer, int offset, int length) {
      return automaton.run(buffer, offset, length);
    }
  }

  /** One after the other, where there is no room for an automaton. */
  record Scanned(List<Segment.Glob> globs, List<Integer> numbers) implements SegmentGlobs {
    @Override
    public Matched run(byte[] buffer, int offset, int length) {
      IntList matched = new IntList();
      for (int i = 0; i < numbers.size(); i++) {
        if (globs.get(i).matches(buffer, offset, length)) {
          matched.add(numbers.get(i));
        }
      }
      return new Matched(Matched.PASSING, matched.toArray());
    }
  }
}
