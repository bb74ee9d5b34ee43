package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
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

  /**
   * Passes on what is found against a commit once it is certain that the commit is new, so that no
   * date makes an honest push fail.
   */
  static final class OnlyNew implements Findings {
    private final Newness newness;
    private final RevCommit commit;
    private final Findings findings;
    private @Nullable Boolean isNew;

    OnlyNew(Newness newness, RevCommit commit, Findings findings) {
      this.newness = newness;
      this.commit = commit;
      this.findings = findings;
    }

    private boolean isNew() {
      Boolean known = isNew;
      if (known == null) {
        try {
          known = newness.isNew(commit);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        isNew = known;
      }
      return known;
    }

    @Override
    public void trespass(Oid of, RepoPath path, Change change) {
      if (isNew()) {
        findings.trespass(of, path, change);
      }
    }

    @Override
    public void waived(Oid of, RepoPath path, Change change) {
      if (isNew()) {
        findings.waived(of, path, change);
      }
    }

    @Override
    public void effect(Code code, Oid of, RepoPath path, Change change, String detail) {
      if (isNew()) {
        findings.effect(code, of, path, change, detail);
      }
    }

    @Override
    public void fsck(FsckId id, Oid of, String detail) {
      if (isNew()) {
        findings.fsck(id, of, detail);
      }
    }

    @Override
    public void commit(Code code, Oid of, String detail) {
      if (isNew()) {
        findings.commit(code, of, detail);
      }
    }
  }
}
