package dev.gatekeeper.core.match;

import dev.gatekeeper.core.match.IntList.IntKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An automaton that finds in one pass over a segment which of its globs match, however many there
 * are. Its nodes are made when first reached, as long as the budget lasts; past that the positions
 * are followed without being kept. Safe to use from several threads.
 */
final class GlobAutomaton {
  private final GlobPositions positions;
  private final GlobPositions.ByteClasses classes;
  private final int[] samples;
  private final Budget budget;
  private final Map<IntKey, Node> nodes = new HashMap<>();
  private final Map<IntKey, Matched> answers = new HashMap<>();
  private final Node start;

  /** Where the globs stand after some bytes; all but the way on is fixed. */
  static final class Node {
    private final int[] alive;
    private final Matched matched;
    private final @Nullable Node[] next;

    private Node(int[] alive, Matched matched, int classes) {
      this.alive = alive;
      this.matched = matched;
      this.next = new Node[classes];
    }

    /** How many positions are alive. */
    int size() {
      return alive.length;
    }

    /** The globs that match if the segment ends here. */
    Matched matched() {
      return matched;
    }
  }

  GlobAutomaton(List<Segment.Glob> globs, int[] numbers, List<ByteSet> apart, Budget budget) {
    positions = new GlobPositions(globs, numbers, apart);
    classes = positions.classes();
    samples = classes.samples();
    this.budget = budget;
    answers.put(new IntKey(IntList.EMPTY), Matched.NOTHING);
    int[] alive = positions.start();
    start = new Node(alive, answer(positions.matched(alive)), samples.length);
    nodes.put(new IntKey(alive), start);
  }

  Matched run(byte[] buffer, int offset, int length) {
    Node node = start;
    for (int i = offset; i < offset + length; i++) {
      int byteClass = classes.of(buffer[i]);
      Node next = node.next[byteClass];
      if (next == null) {
        next = follow(node, byteClass);
        if (next == null) {
          return unkept(node.alive, buffer, i, offset + length);
        }
      }
      node = next;
    }
    return node.matched;
  }

  Node start() {
    return start;
  }

  GlobPositions.ByteClasses classes() {
    return classes;
  }

  /** The node after a byte of that class, or null if there is no room for it. */
  @Nullable Node next(Node node, int byteClass) {
    Node next = node.next[byteClass];
    return next == null ? follow(node, byteClass) : next;
  }

  private synchronized @Nullable Node follow(Node from, int byteClass) {
    int[] alive = positions.step(from.alive, byteClass, samples[byteClass]);
    IntKey key = new IntKey(alive);
    Node node = nodes.get(key);
    if (node == null) {
      if (!budget.take(samples.length + 2L * alive.length + 16)) {
        return null;
      }
      node = new Node(alive, answer(positions.matched(alive)), samples.length);
      nodes.put(key, node);
    }
    from.next[byteClass] = node;
    return node;
  }

  private Matched answer(int[] globs) {
    return answers.computeIfAbsent(new IntKey(globs), key -> new Matched(answers.size(), globs));
  }

  private Matched unkept(int[] from, byte[] buffer, int offset, int end) {
    int[] alive = from;
    for (int i = offset; i < end; i++) {
      int byteClass = classes.of(buffer[i]);
      alive = positions.step(alive, byteClass, samples[byteClass]);
    }
    return new Matched(Matched.PASSING, positions.matched(alive));
  }

  static final class Matched {
    /** The number of an answer that is not remembered. */
    static final int PASSING = -1;

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

  /**
   * How much a machine may remember, in words of memory. What does not fit is worked out anew each
   * time, so that the answers stay right and the memory bounded whatever is asked.
   */
  static final class Budget {
    private final AtomicLong left;

    Budget(long words) {
      left = new AtomicLong(words);
    }

    /** Whether so much was left, and is now taken. */
    boolean take(long words) {
      if (left.addAndGet(-words) >= 0) {
        return true;
      }
      left.addAndGet(words);
      return false;
    }
  }
}
