package dev.gatekeeper.core.report;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Permission.Owners;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Waiver;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The answers about paths under one policy on one day, the same through every door. For one thread.
 */
public final class PathChecker {
  private final Policy policy;
  private final LocalDate today;
  private final Owners owners;
  private final Map<AgentId, Permission> permissions = new HashMap<>();

  /**
   * @param today in UTC
   */
  public PathChecker(Policy policy, LocalDate today) {
    this.policy = policy;
    this.today = today;
    this.owners = new Owners(policy, today);
  }

  /** May this agent (a list of one) change it? Or, for no agent: who may? */
  public PathCheck about(RepoPath path, List<AgentId> asking) {
    for (AgentId agent : asking) {
      return new PathCheck.OfAgent(path, agent, ruling(path, agent));
    }
    return new PathCheck.OfOwners(path, owners.of(path));
  }

  /** Every rule that concerns the agent, or all agents, and whether it matches. */
  public List<String> considered(RepoPath path, List<AgentId> asking) {
    List<String> lines = new ArrayList<>();
    lines.addAll(lines(path, "protected", policy.protectedPaths()));
    for (Agent agent : policy.agents()) {
      if (asking.isEmpty() || asking.contains(agent.id())) {
        for (Waiver waiver : policy.waivers()) {
          if (waiver.agent().equals(agent.id())) {
            String until = waiver.isLive(today) ? " until " : " ended ";
            lines.addAll(
                lines(path, agent.id() + " waiver" + until + waiver.until(), waiver.paths()));
          }
        }
        lines.addAll(lines(path, agent.id() + " forbids", agent.forbids()));
        lines.addAll(lines(path, agent.id() + " owns", agent.owns()));
      }
    }
    return lines;
  }

  private static List<String> lines(RepoPath path, String list, PathRules rules) {
    return rules.rules().stream()
        .map(
            rule ->
                "%s%s %s (%s)"
                    .formatted(
                        matches(path, rule) ? "matches   " : "no match  ",
                        list,
                        rule.rule().pattern(),
                        rule.rule().at().lineText()))
        .toList();
  }

  /** As section 2 has it: for what takes a permission away, a folder's name covers an entry too. */
  private static boolean matches(RepoPath path, PathRules.PathRule rule) {
    boolean takesAway =
        switch (rule.rule().list()) {
          case PROTECTED, FORBIDS -> true;
          case OWNS, SCRATCH, WAIVERS -> rule.pattern().negated();
        };
    return rule.pattern().covers(path, takesAway);
  }

  private Ruling ruling(RepoPath path, AgentId agent) {
    return permissions.computeIfAbsent(agent, id -> Permission.of(policy, id, today)).explain(path);
  }
}
