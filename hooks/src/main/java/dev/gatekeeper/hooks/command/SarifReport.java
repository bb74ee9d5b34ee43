package dev.gatekeeper.hooks.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.gate.JsonLine;
import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Violation;
import java.io.IOException;
import java.util.List;

/** A verdict as a SARIF 2.1.0 log of one run: a rule a code, a result a violation. */
final class SarifReport {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

  private SarifReport() {}

  static String of(Verdict verdict) {
    return JsonLine.of(json -> write(json, verdict));
  }

  private static void write(JsonGenerator json, Verdict verdict) throws IOException {
    json.writeStringField("$schema", SCHEMA);
    json.writeStringField("version", "2.1.0");
    json.writeArrayFieldStart("runs");
    json.writeStartObject();
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "gatekeeper");
    json.writeStringField("version", Version.number());
    json.writeArrayFieldStart("rules");
    List<Code> codes = verdict.violations().stream().map(Violation::code).distinct().toList();
    for (Code code : codes) {
      json.writeStartObject();
      json.writeStringField("id", code.name());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
    json.writeArrayFieldStart("results");
    for (Violation violation : verdict.violations()) {
      write(json, violation, verdict.accepted() ? "warning" : "error");
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Violation violation, String level)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", violation.code().name());
    json.writeStringField("level", level);
    json.writeObjectFieldStart("message");
    json.writeStringField("text", violation.message());
    json.writeEndObject();
    json.writeArrayFieldStart("locations");
    if (violation instanceof Violation.OfPath path) {
      json.writeStartObject();
      json.writeObjectFieldStart("physicalLocation");
      json.writeObjectFieldStart("artifactLocation");
      json.writeStringField("uri", uri(path.path()));
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** A relative reference; all but the plainest bytes are percent-encoded. */
  static String uri(RepoPath path) {
    StringBuilder uri = new StringBuilder();
    for (byte b : path.bytes()) {
      char c = (char) (b & 0xff);
      if (PLAIN.indexOf(c) >= 0) {
        uri.append(c);
      } else {
        uri.append('%').append("0123456789ABCDEF".charAt(c >> 4));
        uri.append("0123456789ABCDEF".charAt(c & 15));
      }
    }
    return uri.toString();
  }
}
