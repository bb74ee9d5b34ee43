package dev.gatekeeper.core.git;

import org.eclipse.jgit.lib.ObjectIdOwnerMap;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/** A commit with the marks of {@link Ancestry}, kept between queries. */
final class CommitNode extends ObjectIdOwnerMap.Entry {
  /** Colours, as {@link Ancestry} paints. */
  static final int LEFT = 1;

  static final int RIGHT = 2;
  static final int STALE = 4;

  /** Not reached by any commit of the main line, as far as is known. */
  static final int UNREACHED = Integer.MAX_VALUE;

  final RevCommit commit;
  CommitNode @Nullable [] parents;

  /** The younger, the higher: the commit's date, until a chart puts it above its parents. */
  long rank;

  /** Which commit of the main line is the first to reach this one, counted from the oldest. */
  int reachedBy = UNREACHED;

  /** The youngest commit of the main line that this one reaches, -1 if none. */
  int anchor = -1;

  /** The painting that what follows is of. */
  int painting;

  int order;
  int colours;
  boolean queued;
  boolean listed;

  CommitNode(RevCommit commit) {
    super(commit);
    this.commit = commit;
    this.rank = commit.getCommitTime();
  }

  boolean isCharted() {
    return reachedBy != UNREACHED;
  }

  boolean isMet(int number, int colour) {
    return painting == number && (colours & colour) != 0;
  }

  /** Gives it the colour; whether it did not have it yet. */
  boolean isFirstMet(int number, int colour) {
    if (isMet(number, colour)) {
      return false;
    }
    colours = painting == number ? colours | colour : colour;
    painting = number;
    return true;
  }
}
