package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.history.IoStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * The new commits of a push: those that its tips reach and no known commit does (docs/semantics.md,
 * section 1).
 */
final class NewCommits {
  private final Ancestry ancestry;
  private final ObjectReader settled;
  private final Set<ObjectId> known;
  private final Map<RevCommit, Boolean> certain = new HashMap<>();
  private @Nullable Set<ObjectId> closure;

  NewCommits(Ancestry ancestry, ObjectReader settled, Set<ObjectId> known) {
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
    return commits.size() > most ? IoStreams.filter(commits, this::isNew) : commits;
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

  /**
   * Passes on what is found against a commit once it is certain that the commit is new, so that no
   * date makes an honest push fail.
   */
  Findings ifNew(RevCommit commit, Findings findings) {
    Findings.OneByOne onlyNew =
        finding -> {
          try {
            if (IoStreams.known(certain, commit, this::isNew)) {
              finding.accept(findings);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    return onlyNew;
  }
}
