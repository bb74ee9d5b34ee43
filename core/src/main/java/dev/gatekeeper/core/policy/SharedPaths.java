package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.ProofBudget;
import dev.gatekeeper.core.match.ProofBudget.TooComplex;
import dev.gatekeeper.core.model.AgentId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The paths that several agents own, one after the other (docs/semantics.md, section 2, "Overlap").
 * Two may if one comes after the other, directly or through others, and what each of those pushes
 * has to contain the handoff of the one before it: then no change of the earlier one is lost.
 */
public final class SharedPaths {
  private static final long MOST = 8_000_000;

  private SharedPaths() {}

  /** Whether one of two agents comes after the other so that what it pushes builds on it. */
  public static boolean isOrdered(Policy policy, Agent one, Agent other) {
    return buildsOn(policy, one).contains(other.id()) || buildsOn(policy, other).contains(one.id());
  }

  /**
   * The agents whose work is in whatever an agent pushes: those that it comes after, and so on,
   * unless {@code ancestry: false} waives that on the way.
   */
  public static Set<AgentId> buildsOn(Policy policy, Agent agent) {
    Set<AgentId> all = new LinkedHashSet<>();
    Deque<Agent> open = new ArrayDeque<>(List.of(agent));
    while (!open.isEmpty()) {
      Agent next = open.pop();
      if (next.ancestry()) {
        for (AgentId before : next.after()) {
          if (!before.equals(agent.id()) && all.add(before)) {
            policy.agent(before).ifPresent(open::add);
          }
        }
      }
    }
    return all;
  }

  /**
   * The agents before an agent that own some path which it owns as well; no waiver counts. Where
   * that can't be proved within bounds, an agent is among them.
   */
  public static List<AgentId> earlierOwners(Policy policy, Agent agent) {
    List<AgentId> earlier = new ArrayList<>();
    List<PathPattern> mine = grants(agent);
    for (AgentId before : buildsOn(policy, agent)) {
      Agent other = policy.agent(before).orElseThrow();
      List<PathPattern> theirs = grants(other);
      if (mine.stream().anyMatch(one -> theirs.stream().anyMatch(one::canMeet))
          && share(policy, agent, other)) {
        earlier.add(before);
      }
    }
    return earlier;
  }

  private static List<PathPattern> grants(Agent agent) {
    return agent.owns().patterns().stream().filter(pattern -> !pattern.negated()).toList();
  }

  private static boolean share(Policy policy, Agent one, Agent other) {
    try {
      return Territories.meeting(
              AgentRules.withoutWaivers(policy, one),
              AgentRules.withoutWaivers(policy, other),
              new ProofBudget(MOST))
          .filter(meeting -> !meeting.oddFolder())
          .isPresent();
    } catch (TooComplex e) {
      return true;
    }
  }
}
