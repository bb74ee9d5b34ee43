package dev.gatekeeper.hooks.install;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was there before {@code install}, so that {@code uninstall} can put it back: {@code
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

  /** The manifest in {@code file}, if there is such a file. */
  static Optional<Manifest> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          fields.put(json.currentName(), json.getText());
        }
      }
    }
    try {
      return Optional.of(
          new Manifest(
              Path.of(required(fields, "hooksBefore")),
              bytes(required(fields, "configBefore")),
              bytes(required(fields, "configAfter")),
              Optional.ofNullable(fields.get("policyAfter")).map(Manifest::bytes)));
    } catch (IllegalArgumentException e) {
      throw new IOException("`" + file + "` is damaged: " + e.getMessage(), e);
    }
  }

  /** As JSON, bytes in base64. */
  byte[] json() throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("version", 1);
      json.writeStringField("hooksBefore", hooksBefore.toString());
      json.writeStringField("configBefore", text(configBefore));
      json.writeStringField("configAfter", text(configAfter));
      if (policyAfter.isPresent()) {
        json.writeStringField("policyAfter", text(policyAfter.get()));
      }
      json.writeEndObject();
    }
    return (out + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String required(Map<String, String> fields, String key) {
    String value = fields.get(key);
    if (value == null) {
      throw new IllegalArgumentException("`" + key + "` is missing");
    }
    return value;
  }

  private static String bytes(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
  }

  private static String text(String bytes) {
    return Base64.getEncoder().encodeToString(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }
}
