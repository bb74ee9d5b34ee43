package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Agent;
import java.util.List;

/**
 * Where an agent stands.
 *
 * @param step when its turn comes: 1 for one that comes after nobody, otherwise one more than the
 *     last of those that it comes after
 * @param blockers those that it comes after and that have no valid handoff
 * @param works whether it has work, in whatever state
 * @param heads its branches that there are, by name
 */
public record AgentStatus(
    Agent agent,
    int step,
    AgentState state,
    List<AgentId> blockers,
    boolean works,
    List<Head> heads) {

  /**
   * A branch and where it is.
   *
   * @param works whether it has commits that no trusted commit reaches
   */
  public record Head(RefName ref, Oid tip, boolean works) {}

  public AgentStatus {
    blockers = List.copyOf(blockers);
    heads = List.copyOf(heads);
  }
}
