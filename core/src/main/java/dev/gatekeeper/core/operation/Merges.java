package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.RepoPath;
import java.util.List;

/** What handoffs were merged into, each on the one before. */
public record Merges(List<Merged> all) {
  public Merges {
    all = List.copyOf(all);
  }

  /**
   * What one was merged into.
   *
   * @param kept the paths whose change is left out, since they are not the agent's
   * @param superseded paths of the agent's that are not as it handed them off, but as others have
   *     made them on the integration branch since
   */
  public record Merged(Step step, List<RepoPath> kept, List<RepoPath> superseded) {
    public Merged {
      kept = List.copyOf(kept);
      superseded = List.copyOf(superseded);
    }
  }

  /** The steps, one an agent. */
  public List<Step> steps() {
    return all.stream().map(Merged::step).toList();
  }
}
