package dev.gatekeeper.core.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * The ends of a shallow clone's history, and the test whether they matter. A commit that reaches
 * every end can't lie below one, since it would be its own ancestor: whatever can't be seen is
 * older than it.
 *
 * @param ends the commits whose parents are not in the clone, none if it has all of the history
 */
record ShallowBoundary(Ancestry ancestry, Set<ObjectId> ends) {
  /**
   * Makes sure that {@code commits} are not reached from {@code tips} by a way that can't be seen.
   *
   * @throws IncompleteHistory if that can't be told
   */
  void above(Collection<? extends ObjectId> commits, Collection<? extends ObjectId> tips)
      throws IOException {
    for (ObjectId end : reached(tips)) {
      for (ObjectId commit : commits) {
        if (!ancestry.contains(commit, end)) {
          throw IncompleteHistory.shallow(end);
        }
      }
    }
  }

  /** Makes sure of all that the tips share: their merge bases are those of the whole history. */
  void shared(Collection<? extends ObjectId> tips) throws IOException {
    above(tips, tips);
  }

  /**
   * Makes sure that these commits are new, all that are, and what is expected of each.
   *
   * @param fresh those that {@code tip} reaches, and none of {@code known} is seen to reach
   */
  void fresh(List<RevCommit> fresh, ObjectId tip, Set<ObjectId> known) throws IOException {
    if (ends.isEmpty() || fresh.isEmpty()) {
      return;
    }
    Set<ObjectId> below = new HashSet<>();
    for (RevCommit commit : fresh) {
      if (ends.contains(commit)) {
        throw IncompleteHistory.shallow(commit);
      }
      List<RevCommit> parents = List.of(commit.getParents());
      below.addAll(parents);
      if (parents.size() == 2) {
        mergeBase(parents);
      }
    }
    below.removeAll(new HashSet<>(fresh)); // they reach what their parents reach
    fresh.stream().filter(commit -> commit.getParentCount() == 0).forEach(below::add);
    Set<ObjectId> tips = new HashSet<>(known);
    tips.add(tip);
    above(below, tips);
  }

  /** Several bases are merged with one another, by bases that may lie further down. */
  private void mergeBase(List<RevCommit> parents) throws IOException {
    List<RevCommit> bases = ancestry.mergeBases(List.of(parents.get(0)), parents.get(1));
    if (bases.size() > 1) {
      shared(bases);
    }
  }

  private List<ObjectId> reached(Collection<? extends ObjectId> tips) throws IOException {
    if (ends.isEmpty()) {
      return List.of();
    }
    List<ObjectId> reached = new ArrayList<>(ancestry.closure(tips));
    reached.retainAll(ends);
    return reached;
  }
}
