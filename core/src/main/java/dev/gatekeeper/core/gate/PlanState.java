package dev.gatekeeper.core.gate;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import java.util.Map;

/**
 * How far the plan is, as the ledger tells it.
 *
 * @param handoffs the commit of each agent's valid handoff
 */
public record PlanState(Map<AgentId, Oid> handoffs) {
  /** Nobody has handed off yet. */
  public static final PlanState AT_START = new PlanState(Map.of());

  public PlanState {
    handoffs = Map.copyOf(handoffs);
  }
}
