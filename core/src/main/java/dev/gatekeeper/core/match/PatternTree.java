package dev.gatekeeper.core.match;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The patterns of some groups as a tree that shares their common first segments. */
final class PatternTree {
  private final LiteralTable literals = new LiteralTable();
  private final List<Node> nodes = new ArrayList<>();
  private final Node root = node();

  /** After some segments of some patterns. */
  static final class Node {
    private final int number;
    private final Map<Integer, Node> byLiteral = new HashMap<>();
    private final Map<Segment.Glob, Node> byGlob = new HashMap<>();
    private final List<Node> anyDepth = new ArrayList<>(1);
    private final BitSet ending = new BitSet();
    private final BitSet here = new BitSet();
    private final List<PathPattern> sample = new ArrayList<>(1);
    private boolean sticky;

    private Node(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    /** The next nodes, by the number of a literal. */
    Map<Integer, Node> byLiteral() {
      return byLiteral;
    }

    Map<Segment.Glob, Node> byGlob() {
      return byGlob;
    }

    /** The node behind {@code **}, or none. */
    List<Node> anyDepth() {
      return anyDepth;
    }

    /** Whether it stays alive at whatever segment: it is behind {@code **}. */
    boolean isSticky() {
      return sticky;
    }

    /** The groups that have a pattern which ends here. */
    BitSet ending() {
      return ending;
    }

    /** The groups that have a pattern which ends here or goes on. */
    BitSet here() {
      return here;
    }

    List<PathPattern> sample() {
      return sample;
    }
  }

  void add(int group, PathPattern pattern, boolean wholeNames) {
    Node at = root;
    pass(at, group, pattern);
    for (Segment segment : pattern.canonical(wholeNames)) {
      at = next(at, segment);
      pass(at, group, pattern);
    }
    at.ending.set(group);
  }

  Node root() {
    return root;
  }

  byte[] literal(int number) {
    return literals.bytes(number);
  }

  private static void pass(Node node, int group, PathPattern pattern) {
    node.here.set(group);
    if (node.sample.isEmpty()) {
      node.sample.add(pattern);
    }
  }

  private Node next(Node at, Segment segment) {
    if (segment instanceof Segment.Literal literal) {
      return at.byLiteral.computeIfAbsent(literals.add(literal.bytes()), key -> node());
    }
    if (segment instanceof Segment.Glob glob) {
      return at.byGlob.computeIfAbsent(glob, key -> node());
    }
    if (at.anyDepth.isEmpty()) {
      Node behind = node();
      behind.sticky = true;
      at.anyDepth.add(behind);
    }
    return at.anyDepth.get(0);
  }

  private Node node() {
    Node made = new Node(nodes.size());
    nodes.add(made);
    return made;
  }
}
