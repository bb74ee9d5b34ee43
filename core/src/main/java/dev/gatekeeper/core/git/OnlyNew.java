package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what is found against a commit once it is certain that the commit is new, so that no
 * date makes an honest push fail.
 */
final class OnlyNew implements Findings {
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
