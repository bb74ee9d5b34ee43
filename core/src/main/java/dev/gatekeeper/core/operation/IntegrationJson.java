package dev.gatekeeper.core.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.ledger.Integration.Step;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.util.List;

/** The result of an integration, or of its dry run, as JSON (docs/interfaces.md). */
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
          HandoffJson.checks(json, result.checks());
          ids(json, "culprits", result.culprits());
          json.writeBooleanField("failsAlone", result.alone());
          json.writeBooleanField("unreliable", result.isUnreliable());
          JsonLine.objects(
              json,
              "trials",
              result.trials(),
              trials -> {
                ids(json, "agents", trials.agents());
                json.writeNumberField("passed", trials.passed());
                json.writeNumberField("failed", trials.failed());
              });
        });
  }

  private static void write(JsonGenerator json, Integrations.Proposal proposal) throws IOException {
    json.writeStringField("branch", proposal.policy().integration().branch());
    json.writeStringField("before", proposal.before().hex());
    json.writeStringField("after", proposal.after().hex());
    json.writeStringField("tag", proposal.tag());
    JsonLine.objects(
        json,
        "steps",
        proposal.merges(),
        merged -> {
          Step step = merged.step();
          json.writeStringField("agent", step.agent().id());
          json.writeStringField("branch", step.branch().name());
          json.writeStringField("handoff", step.handoff().hex());
          json.writeStringField("merge", step.after().hex());
          paths(json, "leftOutPaths", merged.kept());
          paths(json, "supersededPaths", merged.superseded());
        });
    JsonLine.objects(
        json,
        "leftOut",
        proposal.leftOut(),
        left -> {
          json.writeStringField("agent", left.agent().id());
          json.writeStringField("why", left.why());
        });
    JsonLine.objects(
        json,
        "leftOver",
        proposal.leftOver(),
        left -> {
          json.writeStringField("agent", left.agent().id());
          json.writeStringField("branch", left.branch().branch().name());
          json.writeBooleanField("removable", left.branch().objection().isEmpty());
        });
  }

  private static void paths(JsonGenerator json, String name, List<RepoPath> paths)
      throws IOException {
    JsonLine.strings(json, name, paths.stream().map(RepoPath::quoted).toList());
  }

  private static void ids(JsonGenerator json, String name, List<AgentId> ids) throws IOException {
    JsonLine.strings(json, name, ids.stream().map(AgentId::id).toList());
  }
}
