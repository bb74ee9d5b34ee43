package dev.gatekeeper.core.match;

import java.util.Arrays;

/** Which of an automaton's globs a segment matched. */
final class Matched {
  /** The number of an answer that is not remembered. */
  static final int PASSING = -1;

  /** None of them. */
  static final Matched NOTHING = new Matched(0, IntList.EMPTY);

  private final int number;
  private final int[] globs;

  /**
   * @param number the same for the same globs, within one automaton; or {@link #PASSING}
   * @param globs ascending
   */
  Matched(int number, int[] globs) {
    this.number = number;
    this.globs = globs;
  }

  int number() {
    return number;
  }

  /** The globs; not to be changed. */
  int[] globs() {
    return globs;
  }

  boolean contains(int glob) {
    return Arrays.binarySearch(globs, glob) >= 0;
  }
}
