package dev.gatekeeper.core.brief;

import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Policy;
import java.util.Comparator;
import java.util.List;

/** The other agents, those first whose paths lie nearest to an agent's own. */
final class Neighbours {
  private Neighbours() {}

  static List<Agent> of(Policy policy, Agent agent) {
    List<String> own = patterns(agent);
    return policy.agents().stream()
        .filter(other -> !other.id().equals(agent.id()))
        .sorted(Comparator.comparingInt((Agent other) -> -nearness(own, patterns(other))))
        .toList();
  }

  private static List<String> patterns(Agent agent) {
    return agent.owns().rules().stream()
        .filter(rule -> !rule.pattern().negated() && rule.rule().list() != Rule.List.SCRATCH)
        .map(rule -> rule.rule().pattern().replaceFirst("^/", ""))
        .toList();
  }

  /** How many folders from the root on the two have in common, at most. */
  private static int nearness(List<String> own, List<String> others) {
    int most = 0;
    for (String one : own) {
      for (String other : others) {
        String[] left = one.split("/", -1);
        String[] right = other.split("/", -1);
        int same = 0;
        while (same < Math.min(left.length, right.length) - 1 && left[same].equals(right[same])) {
          same++;
        }
        most = Math.max(most, same);
      }
    }
    return most;
  }
}
