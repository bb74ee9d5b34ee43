package dev.gatekeeper.core.match;

import java.util.Arrays;

/** The nodes that wait in a state, laid out so that those which matter to a segment are at hand. */
final class Waiting {
  private final int[] nodes;
  private final long[] literals;
  private final int[] globs;
  private final int[] sticky;

  /**
   * @param nodes ascending; not to be changed
   */
  Waiting(Program program, int[] nodes) {
    this.nodes = nodes;
    IntList globs = new IntList();
    IntList sticky = new IntList();
    long[] literals = new long[nodes.length];
    int size = 0;
    for (int node : nodes) {
      if (program.isLiteral(node)) {
        literals[size++] = (long) program.literal(node) << 32 | node;
      } else {
        globs.add(node);
      }
      if (program.isSticky(node)) {
        sticky.add(node);
      }
    }
    this.literals = Arrays.copyOf(literals, size);
    Arrays.sort(this.literals);
    this.globs = globs.toArray();
    this.sticky = sticky.toArray();
  }

  /** All of them, ascending; not to be changed. */
  int[] nodes() {
    return nodes;
  }

  /** Those that wait for a glob; not to be changed. */
  int[] globs() {
    return globs;
  }

  /** Those that go on waiting whatever comes; not to be changed. */
  int[] sticky() {
    return sticky;
  }

  /** Adds those that wait for the literal. */
  void addForLiteral(int literal, IntList out) {
    int at = Arrays.binarySearch(literals, (long) literal << 32);
    for (int i = at < 0 ? -1 - at : at; i < literals.length && literals[i] >> 32 == literal; i++) {
      out.add((int) literals[i]);
    }
  }
}
