package dev.gatekeeper.core.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.gate.JsonLine;
import dev.gatekeeper.core.gate.VerdictJson;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.validate.Baseline;
import dev.gatekeeper.core.validate.CheckResult;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What came of a handoff, as JSON (docs/interfaces.md). */
public final class HandoffJson {
  private HandoffJson() {}

  /** Of one that has ended, on one line. */
  public static String of(HandoffRun.Result result) {
    Handoffs.Attempt attempt = result.attempt();
    return JsonLine.of(
        json -> {
          json.writeStringField("agent", attempt.agent().id());
          json.writeStringField("branch", attempt.branch().name());
          json.writeStringField("commit", attempt.commit().hex());
          json.writeBooleanField("handedOff", result.ending().isHandedOff());
          json.writeStringField("outcome", result.ending().outcome().word());
          json.writeStringField("dropped", result.ending().dropped());
          json.writeNullField("decision");
          VerdictJson.strings(json, "notes", attempt.notes());
          json.writeArrayFieldStart("checks");
          for (CheckResult check : result.checks()) {
            write(json, check);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("baseline");
          for (Baseline.Remark remark : result.remarks()) {
            json.writeStartObject();
            json.writeStringField("check", remark.name());
            json.writeStringField(
                "finding", remark.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            json.writeStringField("message", remark.message());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static void write(JsonGenerator json, CheckResult check) throws IOException {
    json.writeStartObject();
    json.writeStringField("check", check.name());
    json.writeStringField("outcome", HandoffRun.outcome(check.status()).word());
    json.writeStringField("detail", check.detail());
    json.writeNumberField("millis", check.millis());
    json.writeEndObject();
  }

  /** Of one that was refused: the decision says why. */
  public static String of(Verdict refused) {
    return JsonLine.of(
        json -> {
          json.writeStringField("agent", refused.refs().get(0).agents().get(0).id());
          json.writeStringField("branch", refused.refs().get(0).update().ref().name());
          json.writeStringField("commit", refused.refs().get(0).update().after().hex());
          json.writeBooleanField("handedOff", false);
          json.writeStringField("outcome", "refused");
          json.writeStringField("dropped", "");
          json.writeStringField("decision", refused.id());
          VerdictJson.strings(json, "notes", List.of());
          json.writeArrayFieldStart("checks");
          json.writeEndArray();
          json.writeArrayFieldStart("baseline");
          json.writeEndArray();
        });
  }
}
