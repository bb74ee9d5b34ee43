package dev.gatekeeper.server.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** What a request says about who sent it (RFC 7617, RFC 6750). */
sealed interface Credential {

  /** Nothing. */
  record None() implements Credential {}

  /** Something that proves nothing, whatever it was meant to be. */
  record Malformed() implements Credential {}

  /** A token; {@code user} is empty where none was named. */
  record Token(String user, String secret) implements Credential {
    /** Never the secret: whatever prints this prints it by mistake. */
    @Override
    public String toString() {
      return "Token[user=" + user + "]";
    }
  }

  /**
   * What these headers say.
   *
   * @param headers all the {@code Authorization} headers of the request: several would let each
   *     program on the way believe another one
   */
  static Credential of(List<String> headers) {
    if (headers.isEmpty()) {
      return new None();
    }
    String[] parts = headers.get(0).strip().split(" +", 2);
    if (headers.size() > 1 || parts.length < 2) {
      return new Malformed();
    }
    return switch (parts[0].toLowerCase(Locale.ROOT)) {
      case "bearer" -> new Token("", parts[1]);
      case "basic" -> basic(parts[1]);
      default -> new Malformed();
    };
  }

  private static Credential basic(String encoded) {
    try {
      byte[] bytes = Base64.getDecoder().decode(encoded);
      String pair = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      int colon = pair.indexOf(':');
      return colon > 0
          ? new Token(pair.substring(0, colon), pair.substring(colon + 1))
          : new Malformed();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return new Malformed();
    }
  }
}
