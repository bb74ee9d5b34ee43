package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.Pusher;

/** The role in which a pusher acts on a ref (docs/semantics.md, section 5). */
public sealed interface PusherRole {

  /** As this agent: its territory, its order. */
  record AsAgent(Agent agent) implements PusherRole {}

  /** As one who acts for the project. */
  record AsMaintainer() implements PusherRole {}

  /** As one who is known, or need not be, and has no business there. */
  record AsOther() implements PusherRole {}

  /** As one whom the policy does not name. */
  record Unknown() implements PusherRole {}

  /** As nobody: the transport gave no principal. */
  record Nameless() implements PusherRole {}

  /**
   * Before a branch of {@code agent}. One who is named both as the agent's principal and as a
   * maintainer stands as the agent.
   */
  static PusherRole before(Agent agent, Pusher pusher, Policy policy) {
    if (pusher instanceof Pusher.Named named) {
      return agent.principals().contains(named.principal())
          ? new AsAgent(agent)
          : before(named.principal(), policy);
    }
    return policy.identity() == Policy.Identity.REQUIRED ? new Nameless() : new AsAgent(agent);
  }

  /** Before a ref that is no agent's. */
  static PusherRole before(Pusher pusher, Policy policy) {
    return pusher instanceof Pusher.Named named
        ? before(named.principal(), policy)
        : new Nameless();
  }

  private static PusherRole before(Principal principal, Policy policy) {
    if (policy.integration().maintainers().contains(principal)) {
      return new AsMaintainer();
    }
    boolean known =
        policy.integration().validators().contains(principal)
            || policy.agents().stream().anyMatch(a -> a.principals().contains(principal));
    return known ? new AsOther() : new Unknown();
  }

  /** How a message calls the pusher. */
  static String name(Pusher pusher) {
    return pusher instanceof Pusher.Named named
        ? "`" + named.principal() + "`"
        : Actor.UNNAMED.text();
  }

  /** The ids of some agents, for a message. */
  static String names(Iterable<AgentId> agents) {
    StringBuilder out = new StringBuilder();
    for (AgentId agent : agents) {
      out.append(out.isEmpty() ? "" : ", ").append(agent);
    }
    return out.toString();
  }
}
