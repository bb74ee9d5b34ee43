package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Principal;
import java.util.List;

/**
 * An agent of the plan.
 *
 * @param at where it stands in the file
 * @param title for people, may be empty
 * @param principals who may push as this agent
 * @param owns what it may change, its {@code scratch} at the end
 * @param forbids what it may not change, whatever it owns
 * @param after the agents from whose validated handoff it starts
 * @param excludes the agents that may not be active at the same time
 * @param rewrite whether it may delete and rewrite its branches
 * @param ancestry whether what it pushes must contain the handoffs it comes after
 * @param estimate how long the work is thought to take, as written; may be empty
 * @param brief what it must know, may be empty
 * @param validate what proves its work good, in order
 */
public record Agent(
    AgentId id,
    Location at,
    String title,
    BranchRules branches,
    List<Principal> principals,
    PathRules owns,
    PathRules forbids,
    List<AgentId> after,
    List<AgentId> excludes,
    boolean rewrite,
    boolean ancestry,
    String estimate,
    String brief,
    List<Check> validate) {
  public Agent {
    principals = List.copyOf(principals);
    after = List.copyOf(after);
    excludes = List.copyOf(excludes);
    validate = List.copyOf(validate);
  }
}
