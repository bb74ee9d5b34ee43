package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The refs that a reader over the network may see (docs/interfaces.md, "Visibility"). Objects
 * follow from refs: what no shown ref reaches is not there for the reader.
 */
public final class Visibility {
  private static final String HANDOFFS = "refs/gatekeeper/handoff/";
  private static final String ROLLBACKS = "refs/gatekeeper/rollback/";

  private final Policy policy;
  private final Role role;
  private final List<Agent> agents;
  private final Map<AgentId, List<AgentId>> earlierOwners = new ConcurrentHashMap<>();

  private Visibility(Policy policy, Role role, List<Agent> agents) {
    this.policy = policy;
    this.role = role;
    this.agents = agents;
  }

  /** As what somebody reads. */
  public enum Role {
    /** A maintainer or a validator, who sees all. */
    PROJECT,
    /** An agent's principal. */
    AGENT,
    /** Nobody in particular, where the operator lets anybody read. */
    ANYBODY,
    /** A principal whom the policy does not name: the repository is not there for it. */
    STRANGER
  }

  /** How a ref is shown. */
  public enum Sight {
    SHOWN,
    /** Shown if the integration branch reaches it. */
    IF_INTEGRATED,
    HIDDEN
  }

  /** What {@code reader} sees; an unnamed one is anybody. */
  public static Visibility of(Policy policy, Pusher reader) {
    if (!(reader instanceof Pusher.Named named)) {
      return new Visibility(policy, Role.ANYBODY, List.of());
    }
    Principal principal = named.principal();
    if (policy.integration().maintainers().contains(principal)
        || policy.integration().validators().contains(principal)) {
      return new Visibility(policy, Role.PROJECT, List.of());
    }
    List<Agent> agents =
        policy.agents().stream().filter(a -> a.principals().contains(principal)).toList();
    return new Visibility(policy, agents.isEmpty() ? Role.STRANGER : Role.AGENT, agents);
  }

  /** What somebody sees who may read the repository itself. */
  public static Visibility ofAll(Policy policy) {
    return new Visibility(policy, Role.PROJECT, List.of());
  }

  public Role role() {
    return role;
  }

  /** The agents that the reader is a principal of. */
  public List<Agent> agents() {
    return agents;
  }

  public Sight of(RefName ref) {
    if (Ask.isBelow(ref)) {
      return Sight.HIDDEN; // none is ever stored, and one that somebody made by hand is no ask
    }
    return switch (role) {
      case PROJECT -> Sight.SHOWN;
      case STRANGER -> Sight.HIDDEN;
      case ANYBODY, AGENT -> {
        if (ref.isTag()) {
          yield Sight.IF_INTEGRATED;
        }
        yield policy.isIntegration(ref) || isOwn(ref) ? Sight.SHOWN : Sight.HIDDEN;
      }
    };
  }

  /** Whether the reader may read what is that agent's own. */
  public boolean isOwn(AgentId agent) {
    return role == Role.PROJECT || agents.stream().anyMatch(own -> own.id().equals(agent));
  }

  /** Whether the reader may fetch that agent's handoff. */
  public boolean showsHandoff(AgentId agent) {
    return of(new RefName(HANDOFFS + agent)) == Sight.SHOWN;
  }

  /**
   * The handoffs of those that an agent comes after directly are shown: they are what it is trusted
   * to start from. What it needs of agents before those is contained in theirs, but for the
   * handoffs of those that own a path with it, which it has to contain as they are now.
   */
  private boolean isOwn(RefName ref) {
    if (ref.isBranch()) {
      List<Agent> matching = policy.agentsOfBranch(ref.shortName());
      return matching.size() == 1 && agents.contains(matching.get(0));
    }
    String name = ref.name();
    for (Agent agent : agents) {
      if (name.equals(HANDOFFS + agent.id()) || name.startsWith(ROLLBACKS + agent.id() + "/")) {
        return true;
      }
      for (AgentId before : agent.after()) {
        if (name.equals(HANDOFFS + before)) {
          return true;
        }
      }
      if (name.startsWith(HANDOFFS)
          && earlierOwners(agent).stream().anyMatch(before -> name.equals(HANDOFFS + before))) {
        return true;
      }
    }
    return false;
  }

  /** Proved once, and not for each ref that is shown. */
  private List<AgentId> earlierOwners(Agent agent) {
    return earlierOwners.computeIfAbsent(
        agent.id(), id -> SharedPaths.earlierOwners(policy, agent));
  }
}
