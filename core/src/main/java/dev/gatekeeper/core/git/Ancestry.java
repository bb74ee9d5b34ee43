package dev.gatekeeper.core.git;

import static dev.gatekeeper.core.git.CommitNode.LEFT;
import static dev.gatekeeper.core.git.CommitNode.RIGHT;
import static dev.gatekeeper.core.git.CommitNode.STALE;

import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.PushBudget;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Queries about descent between commits. Commits are visited youngest first by their dates, which
 * saves work where dates are honest; no answer but {@link #candidates} depends on them, since
 * whoever pushes chooses them.
 *
 * <p>For many questions about one history, it is charted first ({@link MergeBaseIndex}). Otherwise
 * the way to find merge bases is git's (commit-reach.c, {@code paint_down_to_common}): paint what
 * each side reaches until everything left is below a common commit, then drop bases that another
 * base reaches.
 */
final class Ancestry {
  private static final int BOTH = LEFT | RIGHT;

  private static final Comparator<CommitNode> YOUNGEST_FIRST =
      Comparator.comparingLong((CommitNode node) -> -node.rank)
          .thenComparingInt(node -> node.order);

  private final CommitGraph graph;
  private final PushBudget budget;
  private final Optional<MergeBaseIndex> chart;

  Ancestry(CommitGraph graph, PushBudget budget) {
    this(graph, budget, Optional.empty());
  }

  private Ancestry(CommitGraph graph, PushBudget budget, Optional<MergeBaseIndex> chart) {
    this.graph = graph;
    this.budget = budget;
    this.chart = chart;
  }

  /**
   * The same, charted from a commit if that is worth it. A chart is of one commit: other notes are
   * kept separate from it.
   *
   * @param most the largest number of commits for which it is worth it
   */
  Ancestry charted(RevCommit tip, long most) throws IOException {
    CommitGraph fresh = graph.fresh();
    return new Ancestry(fresh, budget, MergeBaseIndex.of(tip, most, fresh, budget));
  }

  RevCommit commit(AnyObjectId id) throws IOException {
    return graph.commit(id);
  }

  /**
   * The commits that {@code tip} reaches and none of {@code old} does, parents before children.
   * Where dates lie there may be some too many, never one too few; {@link #closure} tells them
   * apart.
   */
  List<RevCommit> candidates(ObjectId tip, Collection<? extends ObjectId> old) throws IOException {
    Painting painting = new Painting();
    painting.paint(graph.node(commit(tip)), LEFT);
    for (ObjectId id : old) {
      painting.paint(graph.node(commit(id)), RIGHT);
    }
    List<CommitNode> seen = new ArrayList<>();
    long oldest = Long.MAX_VALUE;
    // of commits of one second, which programs make, none comes before the others by its date
    while (painting.hasOnlyLeft() || painting.isAbove(oldest - 1)) {
      CommitNode next = painting.next();
      if (next.colours == LEFT) {
        seen.add(next);
        oldest = Math.min(oldest, next.rank);
      }
      for (CommitNode parent : graph.parents(next)) {
        painting.paint(parent, next.colours);
      }
    }
    Set<RevCommit> fresh = new HashSet<>();
    seen.stream().filter(n -> n.colours == LEFT).forEach(n -> fresh.add(n.commit));
    return parentsFirst(commit(tip), fresh);
  }

  private static List<RevCommit> parentsFirst(RevCommit tip, Set<RevCommit> within) {
    List<RevCommit> order = new ArrayList<>(within.size());
    Set<RevCommit> entered = new HashSet<>();
    Deque<RevCommit> path = new ArrayDeque<>();
    if (within.contains(tip)) {
      path.push(tip);
    }
    while (!path.isEmpty()) {
      RevCommit top = path.peek();
      if (entered.add(top)) {
        for (int i = top.getParentCount() - 1; i >= 0; i--) {
          RevCommit parent = top.getParent(i);
          if (within.contains(parent) && !entered.contains(parent)) {
            path.push(parent);
          }
        }
      } else {
        path.pop();
        if (within.remove(top)) {
          order.add(top);
        }
      }
    }
    return order;
  }

  /** Everything that these commits reach, themselves included. Reads their whole history. */
  Set<ObjectId> closure(Collection<? extends ObjectId> tips) throws IOException {
    Set<ObjectId> reached = new HashSet<>();
    Deque<ObjectId> open = new ArrayDeque<>(tips);
    while (!open.isEmpty()) {
      ObjectId id = open.pop();
      if (reached.add(id.copy())) {
        if ((reached.size() & 0x3ff) == 0) {
          budget.checkTime();
        }
        for (RevCommit parent : commit(id).getParents()) {
          open.push(parent);
        }
      }
    }
    return reached;
  }

  /** Whether {@code tip} is {@code ancestor} or descends from it. */
  boolean contains(ObjectId tip, ObjectId ancestor) throws IOException {
    if (tip.equals(ancestor)) {
      return true;
    }
    CommitNode old = graph.node(commit(ancestor));
    Painting painting = new Painting();
    painting.paint(graph.node(commit(tip)), LEFT);
    painting.paint(old, RIGHT);
    paintDown(painting, new ArrayList<>());
    return old.colours != RIGHT;
  }

  /**
   * The best common ancestors of a commit and a set of commits taken as one; none if they share no
   * history.
   */
  List<RevCommit> mergeBases(Collection<RevCommit> left, RevCommit right) throws IOException {
    List<CommitNode> ours = IoStreams.map(left, graph::node);
    CommitNode theirs = graph.node(right);
    if (chart.isPresent() && theirs.isCharted() && ours.stream().allMatch(CommitNode::isCharted)) {
      return youngest(chart.get().shared(ours, List.of(theirs)));
    }
    Painting painting = new Painting();
    ours.forEach(node -> painting.paint(node, LEFT));
    painting.paint(theirs, RIGHT);
    List<CommitNode> common = new ArrayList<>();
    paintDown(painting, common);
    return withoutRedundant(
        common.stream()
            .filter(node -> (node.colours & STALE) == 0)
            .map(node -> node.commit)
            .toList());
  }

  /** Those that no other of them reaches. */
  private List<RevCommit> youngest(List<CommitNode> shared) throws IOException {
    if (shared.size() > 1) {
      long least = shared.stream().mapToLong(node -> node.rank).min().orElseThrow();
      Painting below = new Painting();
      for (CommitNode node : shared) {
        for (CommitNode parent : graph.parents(node)) {
          below.paint(parent, STALE);
        }
      }
      while (below.isAbove(least)) {
        for (CommitNode parent : graph.parents(below.next())) {
          below.paint(parent, STALE);
        }
      }
      shared.removeIf(below::has);
    }
    return shared.stream().map(node -> node.commit).toList();
  }

  private void paintDown(Painting painting, List<CommitNode> common) throws IOException {
    while (painting.hasNotStale()) {
      CommitNode next = painting.next();
      int colours = next.colours;
      if ((colours & (BOTH | STALE)) == BOTH) {
        if (!next.listed) {
          next.listed = true;
          common.add(next);
        }
        colours |= STALE;
      }
      for (CommitNode parent : graph.parents(next)) {
        painting.paint(parent, colours);
      }
    }
  }

  /** Those of the commits that no other of them reaches. */
  List<RevCommit> withoutRedundant(Collection<RevCommit> bases) throws IOException {
    List<RevCommit> kept = new ArrayList<>(bases);
    for (RevCommit base : bases) {
      if (IoStreams.any(kept, other -> !other.equals(base) && contains(other, base))) {
        kept.remove(base);
      }
    }
    return kept;
  }

  /** Commits with their colours, and the queue of those whose parents have to be coloured. */
  private final class Painting {
    private final int number = graph.nextPainting();
    private final PriorityQueue<CommitNode> queue = new PriorityQueue<>(YOUNGEST_FIRST);
    private int met;
    private int onlyLeft;
    private int notStale;

    void paint(CommitNode node, int colours) {
      if (!has(node)) {
        node.painting = number;
        node.order = met++;
        node.colours = 0;
        node.queued = false;
        node.listed = false;
        if ((met & 0xff) == 0) {
          budget.checkTime();
        }
      } else if ((node.colours | colours) == node.colours) {
        return;
      }
      uncount(node);
      node.colours |= colours;
      if (!node.queued) {
        node.queued = true;
        queue.add(node);
      }
      count(node);
    }

    private void count(CommitNode node) {
      if (node.queued) {
        onlyLeft += node.colours == LEFT ? 1 : 0;
        notStale += (node.colours & STALE) == 0 ? 1 : 0;
      }
    }

    private void uncount(CommitNode node) {
      if (node.queued) {
        onlyLeft -= node.colours == LEFT ? 1 : 0;
        notStale -= (node.colours & STALE) == 0 ? 1 : 0;
      }
    }

    CommitNode next() {
      CommitNode node = queue.remove();
      uncount(node);
      node.queued = false;
      return node;
    }

    /** Whether a commit of a higher rank waits. */
    boolean isAbove(long rank) {
      CommitNode first = queue.peek();
      return first != null && first.rank > rank;
    }

    boolean has(CommitNode node) {
      return node.painting == number;
    }

    boolean hasOnlyLeft() {
      return onlyLeft > 0;
    }

    boolean hasNotStale() {
      return notStale > 0;
    }
  }
}
