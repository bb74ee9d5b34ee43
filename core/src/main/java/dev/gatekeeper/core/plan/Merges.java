package dev.gatekeeper.core.plan;

import dev.gatekeeper.core.ledger.Step;
import dev.gatekeeper.core.model.RepoPath;
import java.util.List;

/**
 * What handoffs were merged into.
 *
 * @param steps one an agent, each on the one before
 * @param kept for each step the paths whose change is left out, since they are not the agent's
 */
public record Merges(List<Step> steps, List<List<RepoPath>> kept) {
  public Merges {
    steps = List.copyOf(steps);
    kept = List.copyOf(kept);
  }
}
