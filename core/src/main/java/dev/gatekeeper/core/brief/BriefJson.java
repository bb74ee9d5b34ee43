package dev.gatekeeper.core.brief;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.SharedPaths;
import dev.gatekeeper.core.report.AgentStatus;
import dev.gatekeeper.core.text.JsonLine;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;

/** A brief as JSON (docs/interfaces.md). */
public final class BriefJson {
  private BriefJson() {}

  /** The object, on one line; the parameters are those of {@link Brief#of}. */
  public static String of(Policy policy, Agent agent, LocalDate today, List<AgentStatus> plan) {
    String text = Brief.of(policy, agent, today, plan);
    return JsonLine.of(
        json -> {
          json.writeStringField("agent", agent.id().id());
          json.writeStringField("title", agent.title());
          json.writeStringField("brief", agent.brief());
          json.writeStringField("estimate", agent.estimate());
          JsonLine.strings(
              json, "principals", agent.principals().stream().map(Principal::name).toList());
          JsonLine.strings(
              json,
              "branches",
              agent.branches().patterns().stream().map(p -> p.toString()).toList());
          json.writeStringField("branch", agent.branches().first().orElse(""));
          json.writeStringField("integration", policy.integration().branch());
          JsonLine.strings(
              json, "owns", patterns(agent.owns(), rule -> rule.list() != Rule.List.SCRATCH));
          JsonLine.strings(
              json, "scratch", patterns(agent.owns(), rule -> rule.list() == Rule.List.SCRATCH));
          JsonLine.strings(json, "forbids", patterns(agent.forbids(), rule -> true));
          JsonLine.strings(json, "protected", patterns(policy.protectedPaths(), rule -> true));
          JsonLine.strings(json, "after", agent.after().stream().map(AgentId::id).toList());
          JsonLine.strings(
              json,
              "earlierOwners",
              SharedPaths.earlierOwners(policy, agent).stream().map(AgentId::id).toList());
          JsonLine.strings(json, "excludes", agent.excludes().stream().map(AgentId::id).toList());
          json.writeBooleanField("ancestry", agent.ancestry());
          JsonLine.strings(json, "checks", agent.validate().stream().map(Check::name).toList());
          json.writeStringField("text", text);
        });
  }

  private static List<String> patterns(PathRules rules, Predicate<Rule> wanted) {
    return rules.rules().stream()
        .map(PathRules.PathRule::rule)
        .filter(wanted)
        .map(Rule::pattern)
        .toList();
  }
}
