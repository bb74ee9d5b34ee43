package dev.gatekeeper.server.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.text.NearMiss;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A question about paths.
 *
 * @param agent an id, or empty
 * @param branch a branch of the agent's, or empty
 * @param paths at least one
 * @param explain whether the answer is wanted in words as well
 */
record CheckRequest(String agent, String branch, List<RepoPath> paths, boolean explain) {
  static final int MOST_PATHS = 50_000;
  private static final int PATH_BYTES = 1 << 16;
  private static final List<String> FIELDS = List.of("agent", "branch", "explain", "paths");

  /** Strict: a field given twice has no meaning, and what is nested deeply is no question. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxStringLength(2 * PATH_BYTES)
                  .maxNameLength(100)
                  .maxNumberLength(20)
                  .build())
          .build();

  CheckRequest {
    paths = List.copyOf(paths);
  }

  /** As parameters of the address. */
  static CheckRequest ofParameters(Call call) throws Problem {
    call.takes("agent", "branch", "path", "explain");
    List<RepoPath> paths = new ArrayList<>();
    for (String path : call.parameters("path")) {
      if (path.indexOf('\uFFFD') >= 0) {
        throw Problem.bad(
            "a path in the address has to be UTF-8",
            "POST it as {\"paths\": [{\"pathBytes\": \"<base64>\"}]}");
      }
      paths.add(path(path.getBytes(StandardCharsets.UTF_8)));
    }
    return of(call.parameter("agent"), call.parameter("branch"), paths, call.flag("explain"));
  }

  private static CheckRequest of(String agent, String branch, List<RepoPath> paths, boolean explain)
      throws Problem {
    if (paths.isEmpty()) {
      throw Problem.bad("which path?", "give at least one");
    }
    return new CheckRequest(agent, branch, paths, explain);
  }

  /** As JSON. */
  static CheckRequest ofJson(byte[] body) throws Problem, IOException {
    try (JsonParser json = JSON.createParser(body)) {
      CheckRequest request = read(json);
      if (json.nextToken() != null) {
        throw Problem.bad("something follows the JSON object", "send one object");
      }
      return request;
    } catch (JsonProcessingException e) {
      String where = " (line " + e.getLocation().getLineNr() + ")";
      throw Problem.bad(
          "the JSON is malformed: " + Call.shown(e.getOriginalMessage()) + where,
          "send {\"agent\": \"…\", \"paths\": [\"…\"]}".replace("…", "..."));
    }
  }

  private static CheckRequest read(JsonParser json) throws Problem, IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, "the request", "an object");
    String agent = "";
    String branch = "";
    boolean explain = false;
    List<RepoPath> paths = List.of();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "agent" -> agent = text(json, value, field);
        case "branch" -> branch = text(json, value, field);
        case "explain" -> {
          if (!value.isBoolean()) {
            throw shape("`explain`", "true or false");
          }
          explain = json.getBooleanValue();
        }
        case "paths" -> paths = paths(json, value);
        default ->
            throw Problem.bad(
                "the field `"
                    + Call.shown(field)
                    + "` is unknown"
                    + NearMiss.hint(Call.shown(field), FIELDS),
                "known fields: " + String.join(", ", FIELDS));
      }
    }
    return of(agent, branch, paths, explain);
  }

  private static String text(JsonParser json, JsonToken value, String field)
      throws Problem, IOException {
    if (value == JsonToken.VALUE_NULL) {
      return "";
    }
    expect(value, JsonToken.VALUE_STRING, "`" + field + "`", "a string");
    return json.getText();
  }

  private static List<RepoPath> paths(JsonParser json, JsonToken value)
      throws Problem, IOException {
    expect(value, JsonToken.START_ARRAY, "`paths`", "a list");
    List<RepoPath> paths = new ArrayList<>();
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      if (paths.size() == MOST_PATHS) {
        throw Problem.tooLarge("a request may have up to " + MOST_PATHS + " paths");
      }
      if (next == JsonToken.VALUE_STRING) {
        paths.add(path(utf8(json.getText())));
      } else {
        expect(next, JsonToken.START_OBJECT, "a path", "a string or {\"pathBytes\": \"<base64>\"}");
        paths.add(pathBytes(json));
      }
    }
    return paths;
  }

  private static RepoPath pathBytes(JsonParser json) throws Problem, IOException {
    if (json.nextToken() != JsonToken.FIELD_NAME || !"pathBytes".equals(json.currentName())) {
      throw shape("a path", "a string or {\"pathBytes\": \"<base64>\"}");
    }
    expect(json.nextToken(), JsonToken.VALUE_STRING, "`pathBytes`", "a string in base64");
    byte[] bytes = json.getBinaryValue();
    expect(json.nextToken(), JsonToken.END_OBJECT, "a path", "`pathBytes` alone");
    return path(bytes);
  }

  /** JSON can escape half of a surrogate pair, which is no character and has no bytes. */
  private static byte[] utf8(String text) throws Problem {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!new String(bytes, StandardCharsets.UTF_8).equals(text)) {
      throw Problem.bad("a path is not valid Unicode", "send its bytes as `pathBytes`");
    }
    return bytes;
  }

  /** A path as git stores it; nothing is resolved, since nobody stands in a folder here. */
  private static RepoPath path(byte[] bytes) throws Problem {
    if (bytes.length == 0 || bytes.length > PATH_BYTES) {
      throw Problem.bad(
          bytes.length == 0 ? "an empty path is no path" : "a path is longer than 64 KiB",
          "give the path of a file, from the root of the repository");
    }
    RepoPath path = RepoPath.of(bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (String segment : text.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw Problem.bad(
            "`" + Call.shown(path.quoted()) + "` is no path of a file as git stores it",
            "give paths from the root of the repository, without a slash at either end, `.` or"
                + " `..`");
      }
    }
    return path;
  }

  private static void expect(JsonToken token, JsonToken wanted, String what, String form)
      throws Problem {
    if (token != wanted) {
      throw shape(what, form);
    }
  }

  private static Problem shape(String what, String form) {
    return Problem.bad(what + " has to be " + form, "GET /api/v1/openapi.json has its form");
  }
}
