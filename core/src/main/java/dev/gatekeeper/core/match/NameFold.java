package dev.gatekeeper.core.match;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * The folding of names: two names are one file on a file system that ignores case or normalises
 * Unicode exactly when their folded forms are equal (docs/semantics.md, section 4).
 */
public final class NameFold {
  private NameFold() {}

  /** The folded form. Bytes that are no UTF-8 stay as they are: such a path is refused by name. */
  public static String of(byte[] buffer, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (buffer[i] < 0) {
        return ofBytes(buffer, offset, length);
      }
    }
    return new String(buffer, offset, length, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
  }

  private static String ofBytes(byte[] buffer, int offset, int length) {
    String name = new String(buffer, offset, length, StandardCharsets.UTF_8);
    byte[] again = name.getBytes(StandardCharsets.UTF_8);
    boolean isUtf8 = Arrays.equals(again, 0, again.length, buffer, offset, offset + length);
    return isUtf8
        ? ofUnicode(name)
        : '\0' + new String(buffer, offset, length, StandardCharsets.ISO_8859_1);
  }

  private static String ofUnicode(String name) {
    StringBuilder visible = new StringBuilder();
    name.codePoints()
        .filter(c -> !EquivalentName.isIgnoredByHfs(c))
        .forEach(visible::appendCodePoint);
    String decomposed = Normalizer.normalize(visible, Normalizer.Form.NFD);
    // By way of upper case, which maps sharp s and final sigma as full case folding does; of lower
    // case first, since a capital sharp s is its own upper case.
    String folded =
        decomposed.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded.replace('\u03c2', '\u03c3'), Normalizer.Form.NFC);
  }

  public static boolean isAscii(byte[] buffer, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (buffer[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
