package dev.gatekeeper.core.report;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.text.NearMiss;
import java.util.List;

/** The agent of a question, as the caller names it. */
public final class AgentSelector {
  private static final String HEADS = "refs/heads/";

  private AgentSelector() {}

  /** It names none that there is. */
  public static final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;

    private final String next;

    private Unknown(String message, String next) {
      super(message);
      this.next = next;
    }

    /** What can be asked instead. */
    public String next() {
      return next;
    }
  }

  /**
   * The agent as a list of one, or none where neither is given.
   *
   * @param agent an id, or empty
   * @param branch a branch that is the agent's, or empty
   */
  public static List<AgentId> of(Policy policy, String agent, String branch) throws Unknown {
    List<String> ids = policy.agents().stream().map(a -> a.id().id()).toList();
    String known = "it has: " + String.join(", ", ids);
    if (!agent.isEmpty() && !branch.isEmpty()) {
      throw new Unknown("give an agent or a branch, not both", known);
    }
    if (!agent.isEmpty()) {
      if (!ids.contains(agent)) {
        throw new Unknown(
            "the policy has no agent `" + agent + "`" + NearMiss.hint(agent, ids), known);
      }
      return List.of(new AgentId(agent));
    }
    if (branch.isEmpty()) {
      return List.of();
    }
    String name = branch.startsWith(HEADS) ? branch.substring(HEADS.length()) : branch;
    List<Agent> pushing = policy.agentsOfBranch(name);
    if (pushing.size() != 1) {
      throw new Unknown(
          "the branch `" + name + "` belongs to no agent",
          "name one of the policy's agents: " + String.join(", ", ids));
    }
    return List.of(pushing.get(0).id());
  }
}
