package dev.gatekeeper.core.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * Which commits are new: reached by what is pushed, and by no known commit (docs/semantics.md,
 * section 1).
 */
final class Newness {
  private final Ancestry ancestry;
  private final ObjectReader settled;
  private final Set<ObjectId> known;
  private @Nullable Set<ObjectId> closure;

  Newness(Ancestry ancestry, ObjectReader settled, Set<ObjectId> known) {
    this.ancestry = ancestry;
    this.settled = settled;
    this.known = known;
  }

  /**
   * The new commits, parents first; where dates lie, perhaps some that are not new.
   *
   * @param most more than these are made certain of
   */
  List<RevCommit> commits(RevCommit tip, long most) throws IOException {
    List<RevCommit> commits = ancestry.candidates(tip, known);
    if (commits.size() > most) {
      List<RevCommit> certain = new ArrayList<>();
      for (RevCommit commit : commits) {
        if (isNew(commit)) {
          certain.add(commit);
        }
      }
      return certain;
    }
    return commits;
  }

  /**
   * Whether a commit is new beyond doubt. Costs a walk over all known history for one that the
   * repository had before the push.
   */
  boolean isNew(ObjectId commit) throws IOException {
    if (!settled.has(commit)) {
      return true;
    }
    Set<ObjectId> all = closure;
    if (all == null) {
      all = ancestry.closure(known);
      closure = all;
    }
    return !all.contains(commit);
  }
}
