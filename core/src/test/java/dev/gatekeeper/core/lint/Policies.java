package dev.gatekeeper.core.lint;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Agent.BranchRules;
import dev.gatekeeper.core.policy.Agent.BranchRules.BranchRule;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.PathRules.PathRule;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.IntegrationSettings;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.util.ArrayList;
import java.util.List;

/** Policies for tests, made without a file. */
public final class Policies {
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

  /** One agent, whose patterns stand on lines of their own, counted through the lists. */
  static Policy ruled(List<String> guarded, List<String> forbids, List<String> owns) {
    int line = guarded.size();
    Agent plain = agent("a", 1, List.of(), List.of("a"));
    Agent ruled =
        new Agent(
            plain.id(),
            plain.at(),
            "",
            plain.branches(),
            List.of(),
            rules(Rule.List.OWNS, owns, line + forbids.size()),
            rules(Rule.List.FORBIDS, forbids, line),
            List.of(),
            List.of(),
            false,
            true,
            "",
            "",
            List.of());
    return policy("main", List.of(ruled), rules(Rule.List.PROTECTED, guarded, 0));
  }

  public static PathRules rules(Rule.List list, List<String> patterns) {
    return rules(list, patterns, 0);
  }

  private static PathRules rules(Rule.List list, List<String> patterns, int before) {
    List<PathRule> rules = new ArrayList<>();
    for (String text : patterns) {
      Location at = new Location("gatekeeper.yml", before + rules.size() + 1, 1);
      rules.add(new PathRule(pattern(text), new Rule(list, text, at)));
    }
    return new PathRules(rules);
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
    return policy(integration, agents, PathRules.NONE);
  }

  private static Policy policy(String integration, List<Agent> agents, PathRules guarded) {
    return new Policy(
        "gatekeeper.yml",
        "0".repeat(64),
        "",
        Policy.Identity.BRANCH,
        Policy.Mode.ENFORCE,
        new IntegrationSettings(integration, List.of(), List.of(), false, List.of(), ""),
        guarded,
        Policy.Contents.DEFAULT,
        Limits.DEFAULT,
        agents,
        List.of(),
        List.of());
  }

  public static PathPattern pattern(String text) {
    try {
      return PathPattern.parse(text);
    } catch (BadPattern e) {
      throw new AssertionError(text, e);
    }
  }
}
