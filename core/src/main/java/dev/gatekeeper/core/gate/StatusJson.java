package dev.gatekeeper.core.gate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Agent;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** Where an agent stands, as JSON (docs/interfaces.md) and in words. */
public final class StatusJson {
  private StatusJson() {}

  /**
   * The object, on one line.
   *
   * @param shown which branches the reader is shown
   */
  public static String line(AgentStatus status, Predicate<RefName> shown) {
    return JsonLine.of(json -> write(json, status, shown));
  }

  private static void write(JsonGenerator json, AgentStatus status, Predicate<RefName> shown)
      throws IOException {
    Agent agent = status.agent();
    json.writeStringField("agent", agent.id().id());
    json.writeStringField("title", agent.title());
    json.writeStringField("state", status.state().word());
    json.writeNumberField("step", status.step());
    VerdictJson.strings(json, "after", ids(agent.after()));
    VerdictJson.strings(json, "blockedBy", ids(status.blockers()));
    VerdictJson.strings(json, "excludes", ids(agent.excludes()));
    json.writeBooleanField("works", status.works());
    json.writeStringField("estimate", agent.estimate());
    VerdictJson.strings(
        json, "branches", agent.branches().patterns().stream().map(Object::toString).toList());
    json.writeArrayFieldStart("heads");
    for (AgentStatus.Head head : status.heads()) {
      if (shown.test(head.ref())) {
        json.writeStartObject();
        json.writeStringField("ref", head.ref().name());
        json.writeStringField("commit", head.tip().hex());
        json.writeBooleanField("works", head.works());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private static List<String> ids(List<AgentId> agents) {
    return agents.stream().map(AgentId::id).toList();
  }
}
