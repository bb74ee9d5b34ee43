package dev.gatekeeper.server.git;

import dev.gatekeeper.core.history.PushBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The objects that a set of tips reaches. */
record Reachable(Repository repository, Collection<ObjectId> tips) {
  /** How far a commit's clock may be off before a have is passed over: a day, as git assumes. */
  private static final int SLOP_SECONDS = 86_400;

  /** Those of {@code asked} that a tip reaches, or is. Reads the whole history if it must. */
  Set<ObjectId> all(Collection<ObjectId> asked) throws IOException {
    return reached(asked, false);
  }

  /**
   * The same, without those that dates say are too old to be met. What is left out wrongly costs a
   * client that has it a larger pack, and nothing else.
   */
  Set<ObjectId> likely(Collection<ObjectId> asked) throws IOException {
    return reached(asked, true);
  }

  private Set<ObjectId> reached(Collection<ObjectId> asked, boolean byDate) throws IOException {
    Set<ObjectId> tipIds = new HashSet<>(tips);
    Set<ObjectId> reached = new HashSet<>();
    Set<ObjectId> open = new HashSet<>();
    for (ObjectId id : asked) {
      (tipIds.contains(id) ? reached : open).add(id);
    }
    if (open.isEmpty()) {
      return reached;
    }
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      // not looked at first unless it must be: how long that takes would tell what is there
      int oldest = byDate ? oldest(walk, open) : 0;
      if (open.isEmpty()) {
        return reached;
      }
      for (ObjectId tip : tips) {
        RevObject at = walk.parseAny(tip);
        while (at instanceof RevTag tag) { // of tags as well
          at = walk.parseAny(tag.getObject());
          if (open.remove(at)) {
            reached.add(at.copy());
          }
        }
        if (at instanceof RevCommit commit) {
          walk.markStart(commit);
        }
      }
      walk.sort(RevSort.COMMIT_TIME_DESC);
      for (RevCommit c = walk.next(); c != null && !open.isEmpty(); c = walk.next()) {
        if (open.remove(c)) {
          reached.add(c.copy());
        }
        if (byDate && c.getCommitTime() < oldest) {
          break;
        }
      }
    }
    return reached;
  }

  /**
   * Those of {@code asked}, each a file or a folder by its type, that no commit has which a tip
   * reaches. Reads what each commit changed, and the whole history if it must; holds none of it.
   *
   * @param near commits that a tip reaches, in which most of them are
   */
  Map<ObjectId, Integer> lacking(
      Map<ObjectId, Integer> asked, Collection<ObjectId> near, PushBudget budget)
      throws IOException {
    Map<ObjectId, Integer> open = new HashMap<>(asked);
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      removeNear(near, walk, open, budget);
      for (ObjectId tip : tips) {
        if (walk.peel(walk.parseAny(tip)) instanceof RevCommit commit) {
          walk.markStart(commit);
        }
      }
      walk.sort(RevSort.COMMIT_TIME_DESC);
      while (!open.isEmpty()) {
        budget.checkTime();
        RevCommit next = walk.next();
        if (next == null) {
          break;
        }
        removeNew(next, walk, open);
      }
    }
    return open;
  }

  /** Takes out whatever one of these commits has. */
  private static void removeNear(
      Collection<ObjectId> near, RevWalk walk, Map<ObjectId, Integer> open, PushBudget budget)
      throws IOException {
    Set<ObjectId> seen = new HashSet<>();
    try (TreeWalk trees = new TreeWalk(walk.getObjectReader())) {
      for (ObjectId id : near) {
        if (open.isEmpty() || !(walk.peel(walk.parseAny(id)) instanceof RevCommit commit)) {
          continue;
        }
        budget.checkTime();
        open.remove(commit.getTree(), Constants.OBJ_TREE);
        trees.reset(commit.getTree());
        while (!open.isEmpty() && trees.next()) {
          open.remove(trees.getObjectId(0), trees.getFileMode(0).getObjectType());
          if (trees.isSubtree() && seen.add(trees.getObjectId(0))) {
            trees.enterSubtree();
          }
        }
      }
    }
  }

  /** Takes out what the commit has and no parent has there: the others are met with a parent. */
  private static void removeNew(RevCommit commit, RevWalk walk, Map<ObjectId, Integer> open)
      throws IOException {
    open.remove(commit.getTree(), Constants.OBJ_TREE);
    try (TreeWalk trees = new TreeWalk(walk.getObjectReader())) {
      trees.addTree(commit.getTree());
      for (RevCommit parent : commit.getParents()) {
        walk.parseHeaders(parent);
        trees.addTree(parent.getTree());
      }
      while (!open.isEmpty() && trees.next()) {
        if (isNew(trees)) {
          open.remove(trees.getObjectId(0), trees.getFileMode(0).getObjectType());
          if (trees.isSubtree()) {
            trees.enterSubtree();
          }
        }
      }
    }
  }

  private static boolean isNew(TreeWalk trees) {
    int mode = trees.getRawMode(0);
    if (mode == 0 || FileMode.GITLINK.equals(mode)) {
      return false;
    }
    for (int parent = 1; parent < trees.getTreeCount(); parent++) {
      if (trees.getRawMode(parent) == mode && trees.idEqual(parent, 0)) {
        return false;
      }
    }
    return true;
  }

  /**
   * How many commits a tip and the farthest of {@code asked} that it reaches are apart, both
   * counted, by the shortest way: {@code --depth} of a clone that ends there. 0 if none is reached.
   */
  int depth(Collection<ObjectId> asked) throws IOException {
    Set<ObjectId> open = new HashSet<>(asked);
    Set<RevCommit> seen = new HashSet<>();
    int farthest = 0;
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      List<RevCommit> level = new ArrayList<>();
      for (ObjectId tip : tips) {
        if (walk.peel(walk.parseAny(tip)) instanceof RevCommit commit) {
          level.add(commit);
        }
      }
      for (int depth = 1; !level.isEmpty() && !open.isEmpty(); depth++) {
        List<RevCommit> next = new ArrayList<>();
        for (RevCommit commit : level) {
          if (seen.add(commit)) {
            farthest = open.remove(commit) ? depth : farthest;
            walk.parseHeaders(commit);
            next.addAll(List.of(commit.getParents()));
          }
        }
        level = next;
      }
    }
    return farthest;
  }

  /** Takes out of {@code open} what is no commit here, and says how old the rest may be. */
  private static int oldest(RevWalk walk, Set<ObjectId> open) throws IOException {
    int oldest = Integer.MAX_VALUE;
    for (ObjectId id : Set.copyOf(open)) {
      try {
        oldest = Math.min(oldest, walk.parseCommit(id).getCommitTime());
      } catch (MissingObjectException | IncorrectObjectTypeException e) {
        open.remove(id);
      }
    }
    return oldest - SLOP_SECONDS;
  }
}
