package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Findings about the order of agents: those that can never start, and one-sided exclusions
 * (docs/semantics.md, section 6).
 */
final class OrderFindings {
  private static final int NAMED = 8;

  private final Map<AgentId, Agent> agents = new HashMap<>();
  private final Set<AgentId> inCircle = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();

  private OrderFindings(List<Agent> inFile) {
    inFile.forEach(agent -> agents.put(agent.id(), agent));
  }

  static List<Finding> findings(Policy policy) {
    OrderFindings rules = new OrderFindings(policy.agents());
    policy.agents().forEach(rules::findCircle);
    policy.agents().forEach(rules::findBlocked);
    return List.copyOf(rules.findings);
  }

  /** Reports a shortest circle through an agent that none of the circles before went through. */
  private void findCircle(Agent agent) {
    if (inCircle.contains(agent.id())) {
      return;
    }
    List<Agent> circle = shortestWay(agent, Set.of(agent.id()));
    if (circle.isEmpty()) {
      return;
    }
    circle.forEach(member -> inCircle.add(member.id()));
    findings.add(
        new Finding(
            "after-circle",
            Finding.Severity.ERROR,
            "`after` goes in a circle, so none of these agents can start",
            lines(circle),
            chain(circle),
            "take one of them out of the other's `after`"));
  }

  private void findBlocked(Agent agent) {
    if (inCircle.contains(agent.id())) {
      return;
    }
    List<Agent> way = shortestWay(agent, inCircle);
    if (way.isEmpty()) {
      return;
    }
    findings.add(
        new Finding(
            "never-starts",
            Finding.Severity.ERROR,
            "`" + agent.id() + "` can never start, since it comes after agents in a circle",
            lines(way),
            chain(way),
            "break the circle"));
  }

  /** From an agent along {@code after} to one of {@code goals}, both included; or none. */
  private List<Agent> shortestWay(Agent from, Set<AgentId> goals) {
    Map<AgentId, Agent> cameFrom = new HashMap<>();
    Deque<Agent> queue = new ArrayDeque<>(List.of(from));
    while (!queue.isEmpty()) {
      Agent next = queue.remove();
      for (AgentId before : next.after()) {
        @Nullable Agent agent = agents.get(before);
        if (agent == null || cameFrom.putIfAbsent(before, next) != null) {
          continue;
        }
        if (goals.contains(before)) {
          return wayTo(agent, from, cameFrom);
        }
        queue.add(agent);
      }
    }
    return List.of();
  }

  private static List<Agent> wayTo(Agent goal, Agent from, Map<AgentId, Agent> cameFrom) {
    Deque<Agent> way = new ArrayDeque<>(List.of(goal));
    @Nullable Agent step = cameFrom.get(goal.id());
    while (step != null && !step.id().equals(from.id())) {
      way.addFirst(step);
      step = cameFrom.get(step.id());
    }
    way.addFirst(from);
    return List.copyOf(way);
  }

  private static String chain(List<Agent> way) {
    return way.stream().map(agent -> agent.id().id()).collect(Collectors.joining(" -> "));
  }

  private static List<Location> lines(List<Agent> way) {
    return way.stream().map(Agent::at).distinct().toList();
  }

  /**
   * Agents that exclude each other and do not both say so: one that does not say it may begin while
   * the other is at work.
   */
  static List<Finding> oneSidedExclusions(Policy policy) {
    Map<AgentId, Set<AgentId>> excluded = new HashMap<>();
    policy.agents().forEach(agent -> excluded.put(agent.id(), Set.copyOf(agent.excludes())));
    return policy.agents().stream()
        .flatMap(
            agent ->
                agent.excludes().stream()
                    .filter(id -> !excluded.getOrDefault(id, Set.of()).contains(agent.id()))
                    .flatMap(id -> policy.agent(id).stream())
                    .map(other -> oneSided(agent, other)))
        .limit(Lint.FindingCollector.MOST + 1L)
        .toList();
  }

  private static Finding oneSided(Agent agent, Agent other) {
    List<String> named = other.excludes().stream().map(AgentId::id).limit(NAMED).toList();
    int more = other.excludes().size() - named.size();
    String others =
        named.isEmpty()
            ? "nobody"
            : String.join(", ", named) + (more > 0 ? " and " + more + " more" : "");
    return new Finding(
        "excludes-one-sided",
        Finding.Severity.WARNING,
        "`%1$s` excludes `%2$s` but not the reverse, so `%2$s` may start while `%1$s` has unfinished work"
            .formatted(agent.id(), other.id()),
        List.of(agent.at(), other.at()),
        "%s excludes %s, %s excludes %s".formatted(agent.id(), other.id(), other.id(), others),
        "add `%s` to the `excludes` of `%s`".formatted(agent.id(), other.id()));
  }
}
