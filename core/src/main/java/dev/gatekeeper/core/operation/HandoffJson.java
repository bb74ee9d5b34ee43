package dev.gatekeeper.core.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.core.validate.CheckResult;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The result of a handoff as JSON (docs/interfaces.md). */
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
          JsonLine.strings(json, "notes", attempt.notes());
          checks(json, result.checks());
          JsonLine.objects(
              json,
              "baseline",
              result.remarks(),
              remark -> {
                json.writeStringField("check", remark.name());
                json.writeStringField(
                    "finding", remark.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
                json.writeStringField("message", remark.message());
              });
        });
  }

  /** Of one that there is already. */
  public static String of(Handoffs.Answer.Already already) {
    return withoutChecks(
        already.agent().id(), already.branch().name(), already.commit().hex(), true, "passed", "");
  }

  static void checks(JsonGenerator json, List<CheckResult> checks) throws IOException {
    JsonLine.objects(
        json,
        "checks",
        checks,
        check -> {
          json.writeStringField("check", check.name());
          json.writeStringField("outcome", check.status().word());
          json.writeStringField("detail", check.detail());
          json.writeNumberField("millis", check.millis());
        });
  }

  /** Of one that was refused: the decision says why. */
  public static String of(Verdict refused) {
    JudgedRef ref = refused.refs().get(0);
    return withoutChecks(
        ref.agents().get(0).id(),
        ref.update().ref().name(),
        ref.update().after().hex(),
        false,
        "refused",
        refused.id());
  }

  private static String withoutChecks(
      String agent,
      String branch,
      String commit,
      boolean handedOff,
      String outcome,
      String decision) {
    return JsonLine.of(
        json -> {
          json.writeStringField("agent", agent);
          json.writeStringField("branch", branch);
          json.writeStringField("commit", commit);
          json.writeBooleanField("handedOff", handedOff);
          json.writeStringField("outcome", outcome);
          json.writeStringField("dropped", "");
          JsonLine.optional(json, "decision", Optional.of(decision).filter(id -> !id.isEmpty()));
          JsonLine.strings(json, "notes", List.of());
          checks(json, List.of());
          JsonLine.strings(json, "baseline", List.of());
        });
  }
}
