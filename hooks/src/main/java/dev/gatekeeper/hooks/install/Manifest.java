package dev.gatekeeper.hooks.install;

import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.core.text.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * The record of a repository's state before {@code install}, for {@code uninstall}: {@code
 * gatekeeper/install.json}. Contents of files are kept as Latin-1, a character a byte, since they
 * may hold any.
 *
 * @param hooksBefore the folder of the hooks that were at work: absolute, or relative to the
 *     repository if it lies within
 * @param configBefore the content of the repository's config
 * @param configAfter its content with our block
 * @param policyAfter the policy that {@code --policy} put beside the repository, if it did
 */
record Manifest(
    Path hooksBefore, String configBefore, String configAfter, Optional<String> policyAfter) {

  static Optional<Manifest> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonObject fields = JsonObject.strict(Files.readAllBytes(file));
      return Optional.of(
          new Manifest(
              Path.of(required(fields, "hooksBefore")),
              bytes(required(fields, "configBefore")),
              bytes(required(fields, "configAfter")),
              optional(fields, "policyAfter").map(Manifest::bytes)));
    } catch (JsonObject.Malformed | IllegalArgumentException e) {
      throw new IOException("`" + file + "` is damaged: " + e.getMessage(), e);
    }
  }

  /** As JSON, bytes in base64. */
  byte[] json() throws IOException {
    String json =
        JsonLine.of(
            out -> {
              out.writeNumberField("version", 1);
              out.writeStringField("hooksBefore", hooksBefore.toString());
              out.writeStringField("configBefore", text(configBefore));
              out.writeStringField("configAfter", text(configAfter));
              if (policyAfter.isPresent()) {
                out.writeStringField("policyAfter", text(policyAfter.get()));
              }
            });
    return (JsonLine.spread(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String required(JsonObject fields, String key) {
    if (!fields.has(key)) {
      throw new IllegalArgumentException("`" + key + "` is missing");
    }
    return fields.text(key);
  }

  private static Optional<String> optional(JsonObject fields, String key) {
    return fields.has(key) ? Optional.of(fields.text(key)) : Optional.empty();
  }

  private static String bytes(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
  }

  private static String text(String bytes) {
    return Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }
}
