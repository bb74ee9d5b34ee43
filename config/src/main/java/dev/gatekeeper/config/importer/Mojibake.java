package dev.gatekeeper.config.importer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Symbols that were saved in UTF-8, opened in an older encoding and saved again: arrows, dashes,
 * ticks and crosses. Plans are full of them, and of their ruins.
 */
final class Mojibake {
  private static final List<Charset> OLDER =
      Stream.of("x-MacRoman", "windows-1252")
          .filter(Charset::isSupported)
          .map(Charset::forName)
          .toList();

  /** Longest first: what four bytes, three bytes or two bytes have become. */
  private static final Pattern RUIN = Pattern.compile("[^\\x00-\\x7f]{2,}");

  private Mojibake() {}

  /** The text with what can be mended mended. */
  static String mended(String text) {
    return RUIN.matcher(text)
        .replaceAll(ruin -> Matcher.quoteReplacement(symbol(ruin.group()).orElse(ruin.group())));
  }

  /** The symbols that these letters were, if they all were. */
  private static Optional<String> symbol(String ruin) {
    for (Charset charset : OLDER) {
      try {
        ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(ruin));
        String read = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        if (read.codePoints().noneMatch(Character::isLetterOrDigit)) {
          return Optional.of(read);
        }
      } catch (CharacterCodingException e) {
        // It was none of this encoding.
      }
    }
    return Optional.empty();
  }
}
