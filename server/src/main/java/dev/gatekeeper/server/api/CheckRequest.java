package dev.gatekeeper.server.api;

import com.fasterxml.jackson.core.Base64Variants;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.text.JsonObject;
import dev.gatekeeper.core.text.NearMiss;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A request of {@code check}: the paths and the agent.
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

  CheckRequest {
    paths = List.copyOf(paths);
  }

  static CheckRequest ofParameters(ApiCall call) throws ApiProblem {
    call.takes("agent", "branch", "path", "explain");
    List<RepoPath> paths = new ArrayList<>();
    for (String path : call.parameters("path")) {
      if (path.indexOf('\uFFFD') >= 0) {
        throw ApiProblem.bad(
            "a path in the address has to be UTF-8",
            "POST it as {\"paths\": [{\"pathBytes\": \"<base64>\"}]}");
      }
      paths.add(path(path.getBytes(StandardCharsets.UTF_8)));
    }
    return of(call.parameter("agent"), call.parameter("branch"), paths, call.flag("explain"));
  }

  private static CheckRequest of(String agent, String branch, List<RepoPath> paths, boolean explain)
      throws ApiProblem {
    if (paths.isEmpty()) {
      throw ApiProblem.bad("no path is given", "give at least one");
    }
    return new CheckRequest(agent, branch, paths, explain);
  }

  static CheckRequest ofJson(byte[] body) throws ApiProblem {
    JsonObject json = ApiCall.json(body);
    for (String field : json.values().keySet()) {
      if (!FIELDS.contains(field)) {
        String shown = ApiCall.shown(field);
        throw ApiProblem.bad(
            "the field `" + shown + "` is unknown" + NearMiss.hint(shown, FIELDS),
            "known fields: " + String.join(", ", FIELDS));
      }
    }
    if (!(json.values().getOrDefault("explain", false) instanceof Boolean explain)) {
      throw shape("`explain`", "true or false");
    }
    return of(text(json, "agent"), text(json, "branch"), paths(json), explain);
  }

  private static String text(JsonObject json, String field) throws ApiProblem {
    Object value = json.values().getOrDefault(field, "");
    if (value == JsonObject.NULL) {
      return "";
    }
    if (!(value instanceof String text)) {
      throw shape("`" + field + "`", "a string");
    }
    return text;
  }

  private static List<RepoPath> paths(JsonObject json) throws ApiProblem {
    if (!(json.values().getOrDefault("paths", List.of()) instanceof List<?> list)) {
      throw shape("`paths`", "a list");
    }
    if (list.size() > MOST_PATHS) {
      throw ApiProblem.tooLarge("a request may have up to " + MOST_PATHS + " paths");
    }
    List<RepoPath> paths = new ArrayList<>();
    for (Object one : list) {
      if (one instanceof String text) {
        paths.add(path(utf8(text)));
      } else if (one instanceof JsonObject object
          && object.values().keySet().equals(Set.of("pathBytes"))) {
        paths.add(path(base64(object)));
      } else {
        throw shape("a path", "a string or {\"pathBytes\": \"<base64>\"}");
      }
    }
    return paths;
  }

  private static byte[] base64(JsonObject object) throws ApiProblem {
    try {
      return Base64Variants.getDefaultVariant().decode(text(object, "pathBytes"));
    } catch (IllegalArgumentException e) {
      throw ApiProblem.bad("`pathBytes` is malformed", "it has to be a string in base64");
    }
  }

  /** JSON can escape half of a surrogate pair, which is no character and has no bytes. */
  private static byte[] utf8(String text) throws ApiProblem {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!new String(bytes, StandardCharsets.UTF_8).equals(text)) {
      throw ApiProblem.bad("a path is not valid Unicode", "send its bytes as `pathBytes`");
    }
    return bytes;
  }

  /** A path as git stores it; nothing is resolved, since nobody stands in a folder here. */
  private static RepoPath path(byte[] bytes) throws ApiProblem {
    if (bytes.length == 0 || bytes.length > PATH_BYTES) {
      throw ApiProblem.bad(
          bytes.length == 0 ? "the path is empty" : "a path is longer than 64 KiB",
          "give the path of a file, from the root of the repository");
    }
    RepoPath path = RepoPath.of(bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (String segment : text.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw ApiProblem.bad(
            "`" + ApiCall.shown(path.quoted()) + "` is not the path of a file as git stores it",
            "give paths from the root of the repository, without a slash at either end, `.` or"
                + " `..`");
      }
    }
    return path;
  }

  private static ApiProblem shape(String what, String form) {
    return ApiProblem.bad(what + " has to be " + form, "GET /api/v1/openapi.json has its form");
  }
}
