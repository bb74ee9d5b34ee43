package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.PathMachine;
import dev.gatekeeper.core.match.PathState;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.model.Ruling.Outcome;
import java.util.List;

/** What a maintainer may change (docs/semantics.md, section 3). */
final class EveryPath implements Permission {
  private final Owners owners;
  private final PathState<Outcome> anywhere =
      new PathMachine<>(List.of(), deciding -> Outcome.OWNED).start();

  EveryPath(Owners owners) {
    this.owners = owners;
  }

  @Override
  public Ruling explain(RepoPath path) {
    return new Ruling(Outcome.OWNED, new Ruling.Reason.NoRule(), List.of());
  }

  @Override
  public Outcome outcome(RepoPath path) {
    return Outcome.OWNED;
  }

  @Override
  public List<AgentId> owners(RepoPath path) {
    return owners.of(path);
  }

  @Override
  public PathState<Outcome> start() {
    return anywhere;
  }

  @Override
  public PathState<Outcome> enter(
      PathState<Outcome> folder, byte[] buffer, int offset, int length) {
    return folder;
  }

  @Override
  public Outcome outcome(PathState<Outcome> folder, byte[] buffer, int offset, int length) {
    return Outcome.OWNED;
  }

  @Override
  public boolean wholly(PathState<Outcome> folder) {
    return true;
  }
}
