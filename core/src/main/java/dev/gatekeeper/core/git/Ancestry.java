package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.Budget;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdOwnerMap;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * Who descends from whom. Commits are visited youngest first by their dates, which saves work where
 * dates are honest; no answer but {@link #candidates} depends on them, since whoever pushes chooses
 * them.
 *
 * <p>Where much is asked of one history, it is charted first ({@link #chart}). Otherwise the way to
 * find merge bases is git's (commit-reach.c, {@code paint_down_to_common}): paint what each side
 * reaches until everything left is below a common commit, then drop bases that another base
 * reaches.
 */
final class Ancestry {
  private static final int LEFT = 1;
  private static final int RIGHT = 2;
  private static final int STALE = 4;
  private static final int BOTH = LEFT | RIGHT;

  private static final Comparator<CommitNode> YOUNGEST_FIRST =
      Comparator.comparingLong((CommitNode node) -> -node.rank)
          .thenComparingInt(node -> node.order);

  private final Known known;
  private final Budget budget;
  private boolean isCharted;

  Ancestry(RevWalk walk, Budget budget) {
    this(new Known(walk), budget);
  }

  private Ancestry(Known known, Budget budget) {
    this.known = known;
    this.budget = budget;
  }

  /** What is known of the commits of a repository, within whichever limits it was looked at. */
  private static final class Known {
    private final RevWalk walk;
    private final ObjectIdOwnerMap<CommitNode> nodes = new ObjectIdOwnerMap<>();
    private int paintings;

    Known(RevWalk walk) {
      this.walk = walk;
    }
  }

  /** The same within other limits, which keeps what was learnt. */
  Ancestry within(Budget limits) {
    return new Ancestry(known, limits);
  }

  /**
   * The same, charted from a commit ({@link #chart}) if that is worth it. A chart is of one commit:
   * what was learnt otherwise is kept apart from it.
   */
  Ancestry charted(RevCommit tip, long most) throws IOException {
    Ancestry charted = new Ancestry(known.walk, budget);
    charted.chart(tip, most);
    return charted;
  }

  RevCommit commit(AnyObjectId id) throws IOException {
    try {
      return known.walk.parseCommit(id);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw malformed(id, e);
    }
  }

  /** What JGit's parser throws of a commit that is none depends on where it stumbles. */
  private static IOException malformed(AnyObjectId id, RuntimeException e) {
    return new CorruptObjectException("commit " + id.name() + " is malformed", e);
  }

  /**
   * The commits that {@code tip} reaches and none of {@code old} does, parents before children.
   * Where dates lie there may be some too many, never one too few; {@link #closure} tells them
   * apart.
   */
  List<RevCommit> candidates(ObjectId tip, Collection<? extends ObjectId> old) throws IOException {
    Painting painting = new Painting();
    painting.paint(node(commit(tip)), LEFT);
    for (ObjectId id : old) {
      painting.paint(node(commit(id)), RIGHT);
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
      for (CommitNode parent : parents(next)) {
        painting.paint(parent, next.colours);
      }
    }
    Set<RevCommit> fresh = new HashSet<>();
    for (CommitNode node : seen) {
      if (node.colours == LEFT) {
        fresh.add(node.commit);
      }
    }
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
    CommitNode old = node(commit(ancestor));
    Painting painting = new Painting();
    painting.paint(node(commit(tip)), LEFT);
    painting.paint(old, RIGHT);
    paintDown(painting, new ArrayList<>());
    return old.colours != RIGHT;
  }

  /**
   * Reads all that {@code tip} reaches, so that merge bases in it are found without a walk as far
   * down as they lie; not if that is more than {@code most} commits.
   *
   * <p>The tip's line of first parents is numbered from its oldest commit. Noted of each commit is
   * the oldest of the line that reaches it, and the youngest of the line that it reaches: so a
   * commit reaches all that its own anchor or an older one was the first to reach, and little else.
   * And each is ranked above its parents, whatever dates they claim.
   */
  void chart(RevCommit tip, long most) throws IOException {
    Deque<CommitNode> line = new ArrayDeque<>();
    for (CommitNode next = node(tip); ; next = parents(next)[0]) {
      line.push(next);
      if (line.size() > most) {
        return;
      }
      if (parents(next).length == 0) {
        break;
      }
    }
    long charted = 0;
    int number = 0;
    for (CommitNode reaching : line) {
      charted += chart(reaching, number++, most - charted);
      if (charted > most) {
        return;
      }
    }
    isCharted = true;
  }

  /** Charts what no older commit of the line reaches, parents first. */
  private long chart(CommitNode tip, int number, long most) throws IOException {
    long charted = 0;
    Deque<CommitNode> path = new ArrayDeque<>();
    path.push(tip);
    while (!path.isEmpty() && charted <= most) {
      CommitNode top = path.element();
      CommitNode open = firstUncharted(top);
      if (open != null) {
        path.push(open);
        continue;
      }
      path.pop();
      for (CommitNode parent : parents(top)) {
        top.rank = Math.max(top.rank, parent.rank + 1);
        top.anchor = Math.max(top.anchor, parent.anchor);
      }
      top.reachedBy = number;
      if ((++charted & 0x3ff) == 0) {
        budget.checkTime();
      }
    }
    tip.anchor = number;
    return charted;
  }

  private @Nullable CommitNode firstUncharted(CommitNode of) throws IOException {
    for (CommitNode parent : parents(of)) {
      if (!parent.isCharted()) {
        return parent;
      }
    }
    return null;
  }

  /**
   * The best common ancestors of a commit and a set of commits taken as one; none if they share no
   * history.
   */
  List<RevCommit> mergeBases(Collection<RevCommit> left, RevCommit right) throws IOException {
    List<CommitNode> ours = new ArrayList<>(left.size());
    for (RevCommit commit : left) {
      ours.add(node(commit));
    }
    CommitNode theirs = node(right);
    if (isCharted && theirs.isCharted() && ours.stream().allMatch(CommitNode::isCharted)) {
      return mergeBasesByChart(ours, List.of(theirs));
    }
    Painting painting = new Painting();
    for (CommitNode node : ours) {
      painting.paint(node, LEFT);
    }
    painting.paint(theirs, RIGHT);
    List<CommitNode> common = new ArrayList<>();
    paintDown(painting, common);
    List<RevCommit> bases = new ArrayList<>();
    for (CommitNode node : common) {
      if ((node.colours & STALE) == 0) {
        bases.add(node.commit);
      }
    }
    return withoutRedundant(bases);
  }

  private List<RevCommit> mergeBasesByChart(List<CommitNode> ours, List<CommitNode> theirs)
      throws IOException {
    return youngest(
        anchor(ours) < anchor(theirs) ? firstShared(ours, theirs) : firstShared(theirs, ours));
  }

  private static int anchor(Collection<CommitNode> nodes) {
    return nodes.stream().mapToInt(node -> node.anchor).max().orElse(-1);
  }

  /** What {@code other} reaches too, where the ways down from {@code tips} first meet it. */
  private List<CommitNode> firstShared(List<CommitNode> tips, List<CommitNode> other)
      throws IOException {
    int anchor = anchor(other);
    int number = ++known.paintings;
    Deque<CommitNode> open = new ArrayDeque<>(other);
    while (!open.isEmpty()) {
      CommitNode next = open.pop();
      if (next.reachedBy > anchor && next.isFirstMet(number, RIGHT)) {
        for (CommitNode parent : parents(next)) {
          open.push(parent);
        }
      }
    }
    List<CommitNode> shared = new ArrayList<>();
    open.addAll(tips);
    while (!open.isEmpty()) {
      CommitNode next = open.pop();
      boolean isTheirs = next.reachedBy <= anchor || next.isMet(number, RIGHT);
      if (!next.isFirstMet(number, LEFT)) {
        continue;
      }
      if (isTheirs) {
        shared.add(next);
        continue;
      }
      for (CommitNode parent : parents(next)) {
        open.push(parent);
      }
    }
    return shared;
  }

  /** Those that no other of them reaches. */
  private List<RevCommit> youngest(List<CommitNode> shared) throws IOException {
    if (shared.size() > 1) {
      long least = shared.stream().mapToLong(node -> node.rank).min().orElseThrow();
      Painting below = new Painting();
      for (CommitNode node : shared) {
        for (CommitNode parent : parents(node)) {
          below.paint(parent, STALE);
        }
      }
      while (below.isAbove(least)) {
        for (CommitNode parent : parents(below.next())) {
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
      for (CommitNode parent : parents(next)) {
        painting.paint(parent, colours);
      }
    }
  }

  /** Those of the commits that no other of them reaches. */
  List<RevCommit> withoutRedundant(Collection<RevCommit> bases) throws IOException {
    List<RevCommit> kept = new ArrayList<>(bases);
    for (RevCommit base : bases) {
      for (RevCommit other : kept) {
        if (!other.equals(base) && contains(other, base)) {
          kept.remove(base);
          break;
        }
      }
    }
    return kept;
  }

  private CommitNode node(RevCommit commit) throws IOException {
    CommitNode node = known.nodes.get(commit);
    if (node == null) {
      node = new CommitNode(commit(commit));
      known.nodes.add(node);
    }
    return node;
  }

  private CommitNode[] parents(CommitNode node) throws IOException {
    CommitNode[] parents = node.parents;
    if (parents == null) {
      parents = new CommitNode[node.commit.getParentCount()];
      for (int i = 0; i < parents.length; i++) {
        parents[i] = node(node.commit.getParent(i));
      }
      node.parents = parents;
    }
    return parents;
  }

  /** Commits with their colours, and the queue of those whose parents have to be coloured. */
  private final class Painting {
    private final int number = ++known.paintings;
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
