package dev.gatekeeper.core.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Verdict.Repair;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A decision as JSON on one line: the form in the decision log, the API and {@code --json}
 * (docs/interfaces.md).
 */
public final class VerdictJson {
  private VerdictJson() {}

  /**
   * How much of a refused push goes on record, and of one by somebody who has no business there.
   */
  private static final int MOST = 1000;

  private static final int MOST_OF_STRANGERS = 10;

  /** The object, without a line end. */
  public static String write(Verdict verdict) {
    return JsonLine.of(json -> write(json, verdict));
  }

  /**
   * The same for the record: whatever is refused costs little space there, however much it was. An
   * accepted push is recorded whole.
   */
  public static String record(Verdict verdict) {
    boolean stranger =
        verdict.violations().stream().allMatch(v -> v.code() == Code.NOT_YOUR_BRANCH);
    int most = verdict.accepted() ? Integer.MAX_VALUE : stranger ? MOST_OF_STRANGERS : MOST;
    int refs = verdict.refs().size() - most;
    int violations = verdict.violations().size() - most;
    if (refs <= 0 && violations <= 0) {
      return write(verdict);
    }
    return JsonLine.of(
        json -> {
          write(json, first(verdict, most));
          json.writeNumberField("refsLeftOut", Math.max(0, refs));
          json.writeNumberField("violationsLeftOut", Math.max(0, violations));
        });
  }

  private static Verdict first(Verdict all, int most) {
    return new Verdict(
        all.id(),
        all.at(),
        all.pusher(),
        all.refs().subList(0, Math.min(most, all.refs().size())),
        all.accepted(),
        all.violations().subList(0, Math.min(most, all.violations().size())),
        all.policy(),
        all.repairs().subList(0, Math.min(most, all.repairs().size())),
        all.notes(),
        all.commits(),
        all.paths(),
        all.millis());
  }

  private static void write(JsonGenerator json, Verdict verdict) throws IOException {
    json.writeStringField("id", verdict.id());
    json.writeStringField("at", verdict.at().toString());
    JsonLine.optional(
        json,
        "principal",
        verdict.pusher() instanceof Pusher.Named named
            ? Optional.of(named.principal().name())
            : Optional.empty());
    json.writeArrayFieldStart("refs");
    for (JudgedRef ref : verdict.refs()) {
      json.writeStartObject();
      json.writeStringField("ref", ref.update().ref().name());
      json.writeStringField("old", ref.update().before().hex());
      json.writeStringField("new", ref.update().after().hex());
      JsonLine.optional(json, "agent", ref.agents().stream().findFirst().map(AgentId::id));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeBooleanField("accepted", verdict.accepted());
    json.writeArrayFieldStart("violations");
    for (Violation violation : verdict.violations()) {
      write(json, violation);
    }
    json.writeEndArray();
    JsonLine.optional(
        json,
        "retry",
        verdict.violations().isEmpty() ? Optional.empty() : Optional.of(verdict.retry().word()));
    JsonLine.strings(
        json,
        "fix",
        verdict.repairs().stream().filter(Repair::isCommand).map(Repair::command).toList());
    JsonLine.strings(json, "notes", verdict.notes());
    json.writeStringField("policy", verdict.policy());
    json.writeNumberField("commits", verdict.commits());
    json.writeNumberField("paths", verdict.paths());
    json.writeNumberField("millis", verdict.millis());
  }

  private static void write(JsonGenerator json, Violation violation) throws IOException {
    json.writeStartObject();
    json.writeStringField("code", violation.code().name());
    json.writeStringField("retry", violation.code().retry().word());
    json.writeStringField("ref", violation.ref().name());
    if (violation instanceof Violation.OfPath p) {
      path(json, p.path());
      json.writeStringField("commit", p.commit().hex());
      json.writeStringField("change", p.change().name());
      reason(json, p.ruling());
      owners(json, p.ruling());
    } else {
      json.writeNullField("path");
      JsonLine.optional(
          json,
          "commit",
          violation instanceof Violation.OfCommit c
              ? Optional.of(c.commit().hex())
              : Optional.empty());
      json.writeNullField("change");
      json.writeNullField("rule");
      owners(json, List.of());
    }
    json.writeStringField("message", violation.message());
    if (violation instanceof Violation.OfRef ref) {
      json.writeStringField("next", ref.todo());
    }
    json.writeEndObject();
  }

  /** {@code "path"}, or {@code "pathBytes"} in Base64 where the path is no UTF-8. */
  public static void path(JsonGenerator json, RepoPath path) throws IOException {
    if (path.isUtf8()) {
      json.writeStringField("path", path.text());
    } else {
      json.writeBinaryField("pathBytes", path.bytes());
    }
  }

  /** {@code "rule"}: what decided, null where no rule did. */
  public static void reason(JsonGenerator json, Ruling ruling) throws IOException {
    if (!(ruling.reason() instanceof Ruling.Reason.ByRule by)) {
      json.writeNullField("rule");
      return;
    }
    Rule rule = by.rule();
    json.writeObjectFieldStart("rule");
    json.writeStringField("list", rule.list().key());
    json.writeStringField("pattern", rule.pattern());
    json.writeStringField("file", rule.at().file());
    if (rule.at().isDefault()) {
      json.writeNullField("line");
    } else {
      json.writeNumberField("line", rule.at().line());
    }
    json.writeEndObject();
  }

  /** {@code "owners"}: who may change the path. */
  public static void owners(JsonGenerator json, Ruling ruling) throws IOException {
    owners(json, ruling.owners());
  }

  static void owners(JsonGenerator json, List<AgentId> owners) throws IOException {
    JsonLine.strings(json, "owners", owners.stream().map(AgentId::id).toList());
  }
}
