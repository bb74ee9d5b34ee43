package dev.gatekeeper.core.match;

import java.util.List;

/** Some of a machine's globs, and how to find which of them match a segment. */
sealed interface LocalGlobs {

  /** Which of them match. */
  Matched run(byte[] buffer, int offset, int length);

  /** No glob at all. */
  record None() implements LocalGlobs {
    @Override
    public Matched run(byte[] buffer, int offset, int length) {
      return Matched.NOTHING;
    }
  }

  /** By an automaton. */
  record Compiled(GlobAutomaton automaton) implements LocalGlobs {
    @Override
    public Matched run(byte[] buffer, int offset, int length) {
      return automaton.run(buffer, offset, length);
    }
  }

  /** One after the other, where there is no room for an automaton. */
  record Scanned(List<Segment.Glob> globs, List<Integer> numbers) implements LocalGlobs {
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
