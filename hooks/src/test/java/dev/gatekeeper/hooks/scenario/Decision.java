package dev.gatekeeper.hooks.scenario;

import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.text.JsonObject;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

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
    JsonObject all;
    try {
      all = JsonObject.strict(json.getBytes(StandardCharsets.UTF_8));
    } catch (JsonObject.Malformed e) {
      throw new UncheckedIOException(e);
    }
    return new Decision(
        all.text("id"),
        all.text("principal"),
        all.text("accepted").equals("true"),
        all.objects("refs").stream()
            .map(ref -> new Moved(ref.text("ref"), ref.text("old"), ref.text("new")))
            .toList(),
        all.objects("violations").stream()
            .map(
                violation ->
                    new Violation(
                        violation.text("code"),
                        violation.text("ref"),
                        path(violation),
                        violation.text("change"),
                        violation.text("commit")))
            .toList());
  }

  private static String path(JsonObject violation) {
    String bytes = violation.text("pathBytes");
    if (!bytes.isEmpty()) {
      return RepoPath.of(Base64.getDecoder().decode(bytes)).quoted();
    }
    String path = violation.text("path");
    return path.isEmpty() ? "" : RepoPath.of(path).quoted();
  }
}
