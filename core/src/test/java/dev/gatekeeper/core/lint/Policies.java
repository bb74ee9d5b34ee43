package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.BadPattern;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.BranchRules;
import dev.gatekeeper.core.policy.BranchRules.BranchRule;
import dev.gatekeeper.core.policy.Integration;
import dev.gatekeeper.core.policy.Limits;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/** Policies for tests, made without a file. */
final class Policies {
  private Policies() {}

  /** Agents of one letter, {@code b<a} being b that comes after a. */
  static Policy ordered(String... agents) {
    List<Agent> all = new ArrayList<>();
    for (String text : agents) {
      if (!text.isEmpty()) {
        List<AgentId> after =
            text.substring(Math.min(2, text.length()))
                .chars()
                .mapToObj(c -> new AgentId(Character.toString(c)))
                .toList();
        String id = text.substring(0, 1);
        all.add(agent(id, all.size() + 1, after, List.of(id + "/**")));
      }
    }
    return policy("main", all);
  }

  /** Agents a, b, c… by their branches, each a list of patterns parted by blanks. */
  static Policy branched(String integration, List<String> branches) {
    List<Agent> all = new ArrayList<>();
    for (String patterns : branches) {
      int n = all.size();
      String id = Character.toString('a' + n % 26) + (n < 26 ? "" : Integer.toString(n));
      all.add(agent(id, all.size() + 1, List.of(), List.of(patterns.split(" ", -1))));
    }
    return policy(integration, all);
  }

  private static Agent agent(String id, int line, List<AgentId> after, List<String> branches) {
    Location at = new Location("gatekeeper.yml", line, 1);
    return new Agent(
        new AgentId(id),
        at,
        "",
        new BranchRules(branches.stream().map(text -> new BranchRule(pattern(text), at)).toList()),
        List.of(),
        PathRules.NONE,
        PathRules.NONE,
        after,
        List.of(),
        false,
        true,
        "",
        "",
        List.of());
  }

  private static Policy policy(String integration, List<Agent> agents) {
    return new Policy(
        "gatekeeper.yml",
        "0".repeat(64),
        "",
        Policy.Identity.BRANCH,
        Policy.Mode.ENFORCE,
        new Integration(integration, List.of(), List.of(), false, List.of(), ""),
        PathRules.NONE,
        false,
        Limits.DEFAULT,
        agents,
        List.of());
  }

  private static PathPattern pattern(String text) {
    try {
      return PathPattern.parse(text);
    } catch (BadPattern e) {
      throw new AssertionError(text, e);
    }
  }
}
