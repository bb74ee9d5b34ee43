package dev.gatekeeper.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.PathRules;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.PolicyProblem;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A policy as JSON: its file, and its rules for agents. */
final class PolicyJson {
  private PolicyJson() {}

  /**
   * @param isBeside whether the file is in the git directory, and not on the integration branch
   */
  static void write(JsonGenerator json, Policy policy, String text, boolean isBeside)
      throws IOException {
    json.writeStringField("digest", policy.digest());
    json.writeStringField("file", policy.file());
    json.writeStringField("place", isBeside ? "repository" : "branch");
    json.writeStringField("text", text);
    json.writeStringField("title", policy.title());
    json.writeStringField("mode", policy.mode().name().toLowerCase(Locale.ROOT));
    json.writeStringField("identity", policy.identity().name().toLowerCase(Locale.ROOT));
    json.writeObjectFieldStart("integration");
    json.writeStringField("branch", policy.integration().branch());
    names(json, "maintainers", policy.integration().maintainers());
    names(json, "validators", policy.integration().validators());
    json.writeBooleanField("direct", policy.integration().direct());
    json.writeEndObject();
    patterns(json, "protected", policy.protectedPaths());
    JsonLine.objects(json, "agents", policy.agents(), agent -> write(json, agent));
  }

  private static void write(JsonGenerator json, Agent agent) throws IOException {
    json.writeStringField("agent", agent.id().id());
    json.writeStringField("title", agent.title());
    JsonLine.strings(
        json, "branches", agent.branches().patterns().stream().map(Object::toString).toList());
    names(json, "principals", agent.principals());
    patterns(json, "owns", agent.owns());
    patterns(json, "forbids", agent.forbids());
    JsonLine.strings(json, "after", agent.after().stream().map(AgentId::id).toList());
    JsonLine.strings(json, "excludes", agent.excludes().stream().map(AgentId::id).toList());
    json.writeBooleanField("rewrite", agent.rewrite());
    json.writeBooleanField("ancestry", agent.ancestry());
    json.writeStringField("estimate", agent.estimate());
    json.writeStringField("brief", agent.brief());
  }

  /** {@code "problems"}: what is wrong with a policy, and where. */
  static void problems(JsonGenerator json, List<PolicyProblem> problems) throws IOException {
    JsonLine.objects(
        json,
        "problems",
        problems,
        problem -> {
          json.writeStringField("file", problem.at().file());
          json.writeNumberField("line", problem.at().line());
          json.writeNumberField("column", problem.at().column());
          json.writeStringField("message", problem.message());
        });
  }

  private static void names(JsonGenerator json, String field, List<Principal> principals)
      throws IOException {
    JsonLine.strings(json, field, principals.stream().map(Principal::name).toList());
  }

  private static void patterns(JsonGenerator json, String field, PathRules rules)
      throws IOException {
    JsonLine.strings(json, field, rules.rules().stream().map(r -> r.rule().pattern()).toList());
  }
}
