package dev.gatekeeper.core.ledger;

import dev.gatekeeper.core.model.AgentId;
import java.util.List;

/**
 * How often the checks of the whole passed with the work of some agents, and how often they did
 * not.
 *
 * @param agents those whose work was in, in the order in which they are integrated; nobody's if
 *     empty
 */
public record Trials(List<AgentId> agents, int passed, int failed) {
  public Trials {
    agents = List.copyOf(agents);
  }

  /** Whether the same work passed once and once did not. */
  public boolean differ() {
    return passed > 0 && failed > 0;
  }
}
