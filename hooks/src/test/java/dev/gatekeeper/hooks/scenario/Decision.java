package dev.gatekeeper.hooks.scenario;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gatekeeper.core.model.RepoPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A decision on record, as far as scenarios ask about it. */
public record Decision(
    String id, String principal, boolean accepted, List<Moved> refs, List<Violation> violations) {

  public Decision {
    refs = List.copyOf(refs);
    violations = List.copyOf(violations);
  }

  /** A ref and where it was to move. */
  public record Moved(String ref, String before, String after) {}

  /** A violation; {@code path} as git quotes it, "" where there is none. */
  public record Violation(String code, String ref, String path, String change, String commit) {

    @Override
    public String toString() {
      return (code + " " + path + " " + change).strip();
    }
  }

  public static Decision parse(String json) {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      Map<String, Object> all = object(parser);
      List<Moved> refs = new ArrayList<>();
      for (Map<String, Object> ref : objects(all, "refs")) {
        refs.add(new Moved(text(ref, "ref"), text(ref, "old"), text(ref, "new")));
      }
      List<Violation> violations = new ArrayList<>();
      for (Map<String, Object> violation : objects(all, "violations")) {
        violations.add(
            new Violation(
                text(violation, "code"),
                text(violation, "ref"),
                path(violation),
                text(violation, "change"),
                text(violation, "commit")));
      }
      return new Decision(
          text(all, "id"),
          text(all, "principal"),
          text(all, "accepted").equals("true"),
          refs,
          violations);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String path(Map<String, Object> violation) {
    String bytes = text(violation, "pathBytes");
    if (!bytes.isEmpty()) {
      return RepoPath.of(Base64.getDecoder().decode(bytes)).quoted();
    }
    String path = text(violation, "path");
    return path.isEmpty() ? "" : RepoPath.of(path).quoted();
  }

  private static String text(Map<String, Object> object, String key) {
    return object.getOrDefault(key, "").toString();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> objects(Map<String, Object> object, String key) {
    return (List<Map<String, Object>>) object.getOrDefault(key, List.of());
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, value(parser));
    }
    return object;
  }

  private static Object value(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return object(parser);
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
    }
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser));
    }
    return list;
  }
}
