package dev.gatekeeper.core.match;

import dev.gatekeeper.core.match.PatternList.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The patterns of some lists compiled for a machine: every segment that is not {@code **} is a
 * node, which consumes one segment of the path. Nodes are numbered list by list, pattern by
 * pattern.
 */
final class CompiledPatterns {
  /** What comes after a pattern's last node. */
  static final int ACCEPT = -1;

  private final List<PatternList> lists;
  private final LiteralTable literals = new LiteralTable();
  private final List<Segment.Glob> globs = new ArrayList<>();
  private final Map<Segment.Glob, Integer> globNumbers = new HashMap<>();
  private final IntList segment = new IntList();
  private final IntList next = new IntList();
  private final IntList list = new IntList();
  private final IntList pattern = new IntList();
  private final IntList flags = new IntList();
  private final IntList start = new IntList();
  private final IntList floating = new IntList();
  private final int[] lastFloating;

  private static final int STICKY = 1;
  private static final int COVERS_ENTRY = 2;

  CompiledPatterns(List<PatternList> lists) {
    this.lists = List.copyOf(lists);
    this.lastFloating = new int[lists.size()];
    Arrays.fill(lastFloating, PatternList.NONE);
    for (int l = 0; l < lists.size(); l++) {
      PatternList patterns = lists.get(l);
      for (int p = 0; p < patterns.patterns().size(); p++) {
        lay(l, p, patterns.patterns().get(p), patterns.matching());
      }
    }
  }

  private void lay(int l, int p, PathPattern written, Matching matching) {
    boolean whole = matching == Matching.WHOLE_NAMES;
    boolean entry = !written.directoryOnly() || matching.coversEntry(written);
    List<Segment> segments = written.canonical(whole);
    boolean floats = segments.get(0) instanceof Segment.AnyDepth;
    (floats ? floating : start).add(segment.size());
    if (floats && !written.negated()) {
      lastFloating[l] = p;
    }
    boolean sticky = false;
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i) instanceof Segment.AnyDepth) {
        sticky = true;
        continue;
      }
      boolean last = i == segments.size() - 1;
      segment.add(number(segments.get(i)));
      next.add(last ? ACCEPT : segment.size());
      list.add(l);
      pattern.add(p);
      flags.add((sticky ? STICKY : 0) | (entry ? COVERS_ENTRY : 0));
      sticky = false;
    }
  }

  /** A literal's number from 1 up, a glob's from -1 down. */
  private int number(Segment one) {
    if (one instanceof Segment.Literal literal) {
      return literals.add(literal.bytes());
    }
    if (!(one instanceof Segment.Glob glob)) {
      throw new IllegalArgumentException("a node waits for one segment");
    }
    Integer known = globNumbers.get(glob);
    if (known == null) {
      known = globs.size();
      globNumbers.put(glob, known);
      globs.add(glob);
    }
    return -1 - known;
  }

  List<PatternList> lists() {
    return lists;
  }

  LiteralTable literals() {
    return literals;
  }

  List<Segment.Glob> globs() {
    return globs;
  }

  /** How many nodes there are. */
  int size() {
    return segment.size();
  }

  /** The first nodes of the patterns that are anchored. */
  int[] start() {
    return start.toArray();
  }

  /** The first nodes of the patterns that start with {@code **}, written or not. */
  int[] floating() {
    return floating.toArray();
  }

  /**
   * The index of the list's last pattern that starts with {@code **}, written or not, and is no
   * exception; or {@link PatternList#NONE}.
   */
  int lastFloating(int oneList) {
    return lastFloating[oneList];
  }

  boolean isLiteral(int node) {
    return segment.get(node) > 0;
  }

  int literal(int node) {
    return segment.get(node);
  }

  int glob(int node) {
    return -1 - segment.get(node);
  }

  /** The node after this one, or {@link #ACCEPT}. */
  int next(int node) {
    return next.get(node);
  }

  /** Whether {@code **} stands before the node, which then goes on waiting. */
  boolean isSticky(int node) {
    return (flags.get(node) & STICKY) != 0;
  }

  /** Whether the node's pattern matches an entry that is no folder. */
  boolean coversEntry(int node) {
    return (flags.get(node) & COVERS_ENTRY) != 0;
  }

  int list(int node) {
    return list.get(node);
  }

  /** The index in its list of the pattern that the node belongs to. */
  int pattern(int node) {
    return pattern.get(node);
  }

  /** Whether what matches a folder of that list covers what lies below. */
  boolean coversBelow(int oneList) {
    return lists.get(oneList).matching() != Matching.WHOLE_NAMES;
  }

  PathPattern written(int node) {
    return lists.get(list(node)).patterns().get(pattern(node));
  }
}
