package dev.gatekeeper.hooks.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.util.List;

/** Findings as a SARIF 2.1.0 log of one run, one rule per code. */
final class SarifReport {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

  private SarifReport() {}

  /**
   * One result.
   *
   * @param code of the rule that it falls under
   * @param level {@code error}, {@code warning} or {@code note}
   * @param places the first is where it is; the others have to do with it
   */
  record Result(String code, String level, String message, List<Place> places) {
    Result {
      places = List.copyOf(places);
    }
  }

  /**
   * A file, or a place in it.
   *
   * @param uri relative to the top of the repository
   * @param line from 1, or 0 for the file as a whole
   * @param column from 1
   */
  record Place(String uri, int line, int column) {}

  /** A result for each violation. */
  static String of(Verdict verdict) {
    String level = verdict.accepted() ? "warning" : "error";
    return of(
        verdict.violations().stream()
            .map(v -> new Result(v.code().name(), level, v.message(), places(v)))
            .toList());
  }

  private static List<Place> places(Violation violation) {
    return violation instanceof Violation.OfPath path
        ? List.of(new Place(uri(path.path()), 0, 0))
        : List.of();
  }

  static String of(List<Result> results) {
    return JsonLine.of(json -> write(json, results));
  }

  private static void write(JsonGenerator json, List<Result> results) throws IOException {
    json.writeStringField("$schema", SCHEMA);
    json.writeStringField("version", "2.1.0");
    json.writeArrayFieldStart("runs");
    json.writeStartObject();
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "gatekeeper");
    json.writeStringField("version", GatekeeperCommand.Version.number());
    JsonLine.objects(
        json,
        "rules",
        results.stream().map(Result::code).distinct().toList(),
        code -> json.writeStringField("id", code));
    json.writeEndObject();
    json.writeEndObject();
    json.writeStringField("columnKind", "unicodeCodePoints");
    JsonLine.objects(json, "results", results, result -> write(json, result));
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Result result) throws IOException {
    json.writeStringField("ruleId", result.code());
    json.writeStringField("level", result.level());
    json.writeObjectFieldStart("message");
    json.writeStringField("text", result.message());
    json.writeEndObject();
    List<Place> places = result.places();
    write(json, "locations", places.subList(0, Math.min(1, places.size())));
    if (places.size() > 1) {
      write(json, "relatedLocations", places.subList(1, places.size()));
    }
  }

  private static void write(JsonGenerator json, String name, List<Place> places)
      throws IOException {
    JsonLine.objects(
        json,
        name,
        places,
        place -> {
          json.writeObjectFieldStart("physicalLocation");
          json.writeObjectFieldStart("artifactLocation");
          json.writeStringField("uri", place.uri());
          json.writeEndObject();
          if (place.line() > 0) {
            json.writeObjectFieldStart("region");
            json.writeNumberField("startLine", place.line());
            json.writeNumberField("startColumn", place.column());
            json.writeEndObject();
          }
          json.writeEndObject();
        });
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
