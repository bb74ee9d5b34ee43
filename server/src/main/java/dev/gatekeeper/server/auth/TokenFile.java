package dev.gatekeeper.server.auth;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.core.text.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The format of the tokens' file: one JSON object per line, so that an error can name one. */
final class TokenFile {
  private static final Set<String> KEYS =
      Set.of("id", "principal", "sha256", "created", "expires", "note");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private TokenFile() {}

  /** A file that says something else than which tokens there are: then none is believed. */
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1L;

    Damaged(String message) {
      super(message);
    }
  }

  static String write(List<Token> tokens) {
    StringBuilder text = new StringBuilder();
    for (Token token : tokens) {
      text.append(line(token)).append('\n');
    }
    return text.toString();
  }

  private static String line(Token token) {
    return JsonLine.of(
        json -> {
          json.writeStringField("id", token.id());
          json.writeStringField("principal", token.principal().name());
          json.writeStringField("sha256", token.digest());
          json.writeStringField("created", token.created().toString());
          if (!token.expires().equals(Token.NEVER)) {
            json.writeStringField("expires", token.expires().toString());
          }
          if (!token.note().isEmpty()) {
            json.writeStringField("note", token.note());
          }
        });
  }

  /**
   * @param file for messages
   */
  static List<Token> read(Path file, byte[] bytes) throws Damaged {
    String text = text(file, bytes);
    List<Token> tokens = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    int number = 0;
    // A file that does not end with a line end was cut off, perhaps within a revocation's list.
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw damaged(file, (int) text.lines().count(), "the file ends within a line");
    }
    for (String line : text.lines().toList()) {
      number++;
      Token token = token(file, number, line);
      if (!ids.add(token.id())) {
        throw damaged(file, number, "the id `" + token.id() + "` is given twice");
      }
      tokens.add(token);
    }
    return List.copyOf(tokens);
  }

  private static String text(Path file, byte[] bytes) throws Damaged {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw damaged(file, 1, "the file is not UTF-8");
    }
  }

  private static Token token(Path file, int number, String line) throws Damaged {
    JsonObject fields = fields(file, number, line);
    String principal = fields.text("principal");
    String id = fields.text("id");
    String digest = fields.text("sha256");
    if (!ID.matcher(id).matches()
        || !DIGEST.matcher(digest).matches()
        || !Principal.isValid(principal)) {
      throw damaged(file, number, "`id`, `principal` or `sha256` is missing or malformed");
    }
    try {
      return new Token(
          id,
          new Principal(principal),
          digest,
          Instant.parse(fields.text("created")),
          fields.has("expires") ? Instant.parse(fields.text("expires")) : Token.NEVER,
          fields.text("note"));
    } catch (DateTimeException e) {
      throw damaged(file, number, "`created` or `expires` is not a time");
    }
  }

  /** Unknown keys are refused: one of them may be a condition of a later release. */
  private static JsonObject fields(Path file, int number, String line) throws Damaged {
    JsonObject fields;
    try {
      fields = JsonObject.strict(line.getBytes(StandardCharsets.UTF_8));
    } catch (JsonObject.Malformed e) {
      throw damaged(file, number, "not one JSON object, or one with a key twice");
    }
    if (!KEYS.containsAll(fields.values().keySet())
        || !fields.values().values().stream().allMatch(String.class::isInstance)) {
      throw damaged(file, number, "a key that is unknown, or has no text");
    }
    return fields;
  }

  /** Says where, and quotes nothing: what stands there may be a secret that went astray. */
  private static Damaged damaged(Path file, int line, String message) {
    return new Damaged(
        "%s:%s: %s; all credentials are refused until the file is fixed"
            .formatted(file, line, message));
  }
}
