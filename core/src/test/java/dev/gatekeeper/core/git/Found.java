package dev.gatekeeper.core.git;

import dev.gatekeeper.core.fixture.NaiveHistory;
import dev.gatekeeper.core.history.Findings;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.FsckId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Violation.Change;
import java.util.ArrayList;
import java.util.List;

/** Everything that judging found, in the order it was found. */
final class Found implements Findings {
  final List<NaiveHistory.Effect> trespasses = new ArrayList<>();
  final List<Other> others = new ArrayList<>();
  final List<String> fsck = new ArrayList<>();

  /** What is refused whoever owns the path; the path is quoted, or empty for a whole commit. */
  record Other(Code code, String commit, String path, String detail) {}

  @Override
  public void trespass(Oid commit, RepoPath path, Change change) {
    trespasses.add(new NaiveHistory.Effect(commit.hex(), path, change));
  }

  @Override
  public void effect(Code code, Oid commit, RepoPath path, Change change, String detail) {
    others.add(new Other(code, commit.hex(), path.quoted(), detail));
  }

  @Override
  public void commit(Code code, Oid commit, String detail) {
    others.add(new Other(code, commit.hex(), "", detail));
  }

  @Override
  public void fsck(FsckId id, Oid of, String detail) {
    fsck.add(id.word());
    others.add(new Other(Code.BAD_OBJECT, of.hex(), "", detail));
  }

  /** {@code CODE path} for each finding but trespasses. */
  List<String> codes() {
    return others.stream().map(o -> (o.code() + " " + o.path()).strip()).toList();
  }
}
