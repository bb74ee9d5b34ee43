package dev.gatekeeper.core.model;

import java.util.List;

/**
 * A command of the push with the agent it was judged for.
 *
 * @param agents the agent whose branch it is: one, or none for the integration branch, a tag and
 *     the like
 */
public record JudgedRef(RefUpdate update, List<AgentId> agents) {
  public JudgedRef {
    agents = List.copyOf(agents);
  }
}
