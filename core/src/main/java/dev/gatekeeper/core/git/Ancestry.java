package dev.gatekeeper.core.git;

import dev.gatekeeper.core.gate.Budget;
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

/**
 * Who descends from whom. Commits are visited youngest first by their dates, which saves work where
 * dates are honest; no answer but {@link #candidates} depends on them, since whoever pushes chooses
 * them.
 *
 * <p>The way to find merge bases is git's (commit-reach.c, {@code paint_down_to_common}): paint
 * what each side reaches until everything left is below a common commit, then drop bases that
 * another base reaches.
 */
final class Ancestry {
  private static final int LEFT = 1;
  private static final int RIGHT = 2;
  private static final int STALE = 4;
  private static final int BOTH = LEFT | RIGHT;

  private final RevWalk walk;
  private final Budget budget;

  Ancestry(RevWalk walk, Budget budget) {
    this.walk = walk;
    this.budget = budget;
  }

  RevCommit commit(AnyObjectId id) throws IOException {
    try {
      return walk.parseCommit(id);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw malformed(id, e);
    }
  }

  /** What JGit's parser throws of a commit that is none depends on where it stumbles. */
  private static IOException malformed(AnyObjectId id, RuntimeException e) {
    return new CorruptObjectException("commit " + id.name() + " is malformed", e);
  }

  /**
   * The commits that {@code tip} reaches and none of {@code known} does, parents before children.
   * Where dates lie there may be some too many, never one too few; {@link #closure} tells them
   * apart.
   */
  List<RevCommit> candidates(ObjectId tip, Collection<? extends ObjectId> known)
      throws IOException {
    Painting painting = new Painting();
    painting.paint(commit(tip), LEFT);
    for (ObjectId id : known) {
      painting.paint(commit(id), RIGHT);
    }
    List<Painted> seen = new ArrayList<>();
    while (painting.hasOnlyLeft()) {
      Painted next = painting.next();
      if (next.colours == LEFT) {
        seen.add(next);
      }
      for (RevCommit parent : next.commit.getParents()) {
        painting.paint(parent, next.colours);
      }
    }
    Set<RevCommit> fresh = new HashSet<>();
    for (Painted p : seen) {
      if (p.colours == LEFT) {
        fresh.add(p.commit);
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
    RevCommit old = commit(ancestor);
    Painting painting = new Painting();
    painting.paint(commit(tip), LEFT);
    painting.paint(old, RIGHT);
    paintDown(painting, new ArrayList<>());
    return painting.coloursOf(old) != RIGHT;
  }

  /**
   * The best common ancestors of a commit and a set of commits taken as one; none if they share no
   * history.
   */
  List<RevCommit> mergeBases(Collection<RevCommit> left, RevCommit right) throws IOException {
    Painting painting = new Painting();
    for (RevCommit commit : left) {
      painting.paint(commit, LEFT);
    }
    painting.paint(right, RIGHT);
    List<Painted> common = new ArrayList<>();
    paintDown(painting, common);
    List<RevCommit> bases = new ArrayList<>();
    for (Painted p : common) {
      if ((p.colours & STALE) == 0) {
        bases.add(p.commit);
      }
    }
    return withoutRedundant(bases);
  }

  private void paintDown(Painting painting, List<Painted> common) throws IOException {
    while (painting.hasNotStale()) {
      Painted next = painting.next();
      int colours = next.colours;
      if ((colours & (BOTH | STALE)) == BOTH) {
        if (!next.listed) {
          next.listed = true;
          common.add(next);
        }
        colours |= STALE;
      }
      for (RevCommit parent : next.commit.getParents()) {
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

  private static final class Painted extends ObjectIdOwnerMap.Entry {
    final RevCommit commit;
    final long order;
    int colours;
    boolean queued;
    boolean listed;

    Painted(RevCommit commit, long order) {
      super(commit);
      this.commit = commit;
      this.order = order;
    }
  }

  /**
   * The commits met so far with their colours, and the queue of those whose parents have to be
   * coloured.
   */
  private final class Painting {
    private final ObjectIdOwnerMap<Painted> met = new ObjectIdOwnerMap<>();
    private final PriorityQueue<Painted> queue =
        new PriorityQueue<>(
            Comparator.comparingInt((Painted p) -> -p.commit.getCommitTime())
                .thenComparingLong(p -> p.order));
    private int onlyLeft;
    private int notStale;

    void paint(RevCommit commit, int colours) throws IOException {
      Painted p = met.get(commit);
      if (p == null) {
        Ancestry.this.commit(commit);
        p = new Painted(commit, met.size());
        met.add(p);
        if ((met.size() & 0xff) == 0) {
          budget.checkTime();
        }
      } else if ((p.colours | colours) == p.colours) {
        return;
      }
      uncount(p);
      p.colours |= colours;
      if (!p.queued) {
        p.queued = true;
        queue.add(p);
      }
      count(p);
    }

    private void count(Painted p) {
      if (p.queued) {
        onlyLeft += p.colours == LEFT ? 1 : 0;
        notStale += (p.colours & STALE) == 0 ? 1 : 0;
      }
    }

    private void uncount(Painted p) {
      if (p.queued) {
        onlyLeft -= p.colours == LEFT ? 1 : 0;
        notStale -= (p.colours & STALE) == 0 ? 1 : 0;
      }
    }

    Painted next() {
      Painted p = queue.remove();
      uncount(p);
      p.queued = false;
      return p;
    }

    boolean hasOnlyLeft() {
      return onlyLeft > 0;
    }

    boolean hasNotStale() {
      return notStale > 0;
    }

    int coloursOf(RevCommit commit) {
      Painted p = met.get(commit);
      return p == null ? 0 : p.colours;
    }
  }
}
