package dev.gatekeeper.core.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.ledger.Event.Trials;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.plan.IntegrationOrder.LeftOut;
import dev.gatekeeper.core.report.VerdictJson;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.util.List;

/** What came of an integration, or would, as JSON (docs/interfaces.md). */
public final class IntegrationJson {
  private IntegrationJson() {}

  /** Of one that was only proposed, on one line. */
  public static String of(Integrations.Proposal proposal) {
    return JsonLine.of(
        json -> {
          json.writeBooleanField("integrated", false);
          json.writeBooleanField("dryRun", true);
          write(json, proposal);
        });
  }

  /** Of one that has ended, on one line. */
  public static String of(IntegrationRun.Result result) {
    return JsonLine.of(
        json -> {
          json.writeBooleanField("integrated", result.isIntegrated());
          json.writeBooleanField("dryRun", false);
          write(json, result.proposal());
          json.writeStringField("outcome", result.outcome().word());
          json.writeStringField("dropped", result.dropped());
          json.writeArrayFieldStart("checks");
          for (var check : result.checks()) {
            HandoffJson.write(json, check);
          }
          json.writeEndArray();
          ids(json, "culprits", result.culprits());
          json.writeBooleanField("failsAlone", result.alone());
          json.writeBooleanField("unreliable", result.isUnreliable());
          json.writeArrayFieldStart("trials");
          for (Trials trials : result.trials()) {
            json.writeStartObject();
            ids(json, "agents", trials.agents());
            json.writeNumberField("passed", trials.passed());
            json.writeNumberField("failed", trials.failed());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, Integrations.Proposal proposal) throws IOException {
    json.writeStringField("branch", proposal.policy().integration().branch());
    json.writeStringField("before", proposal.before().hex());
    json.writeStringField("after", proposal.after().hex());
    json.writeStringField("tag", proposal.tag());
    json.writeArrayFieldStart("steps");
    for (Merges.Merged merged : proposal.merges().all()) {
      Step step = merged.step();
      json.writeStartObject();
      json.writeStringField("agent", step.agent().id());
      json.writeStringField("branch", step.branch().name());
      json.writeStringField("handoff", step.handoff().hex());
      json.writeStringField("merge", step.after().hex());
      paths(json, "leftOutPaths", merged.kept());
      paths(json, "supersededPaths", merged.superseded());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("leftOut");
    for (LeftOut left : proposal.leftOut()) {
      json.writeStartObject();
      json.writeStringField("agent", left.agent().id());
      json.writeStringField("why", left.why());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("leftOver");
    for (Integrations.Left left : proposal.leftOver()) {
      json.writeStartObject();
      json.writeStringField("agent", left.agent().id());
      json.writeStringField("branch", left.branch().branch().name());
      json.writeBooleanField("removable", left.branch().objection().isEmpty());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void paths(JsonGenerator json, String name, List<RepoPath> paths)
      throws IOException {
    VerdictJson.strings(json, name, paths.stream().map(RepoPath::quoted).toList());
  }

  private static void ids(JsonGenerator json, String name, List<AgentId> ids) throws IOException {
    VerdictJson.strings(json, name, ids.stream().map(AgentId::id).toList());
  }
}
