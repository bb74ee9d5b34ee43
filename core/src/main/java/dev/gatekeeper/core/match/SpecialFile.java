package dev.gatekeeper.core.match;

import java.nio.charset.StandardCharsets;

/**
 * A file that git or the gate treats specially, with every name that some file system treats as
 * equal: on Windows in any case, with trailing dots, spaces or a stream, or by its short name; on a
 * Mac in any case, with ignored code points. The first two are git's {@code is_ntfs_dot_generic}
 * (path.c) and {@code is_hfs_dot_generic} (utf8.c); APFS folds a little more.
 */
public enum SpecialFile {
  GITATTRIBUTES(".gitattributes", "gitatt", "gi7d29", ""),
  GITMODULES(".gitmodules", "gitmod", "gi7eba", ""),
  POLICY("gatekeeper.yml", "gateke", "ga", ".yml");

  /** A short name made of a hash has so many characters before its extension. */
  private static final int SHORT = 8;

  private static final int LONG_S = 0x17f;
  private static final int END = -1;

  /** No character of a name; git reads the name as if it ended there. */
  private static final int MALFORMED = -2;

  private final String plain;
  private final String shortened;
  private final String hashed;
  private final String extension;

  /**
   * @param shortened the first six characters of its short name
   * @param hashed how a short name begins that is made of a hash, once four others are taken
   * @param extension that of its short names
   */
  SpecialFile(String plain, String shortened, String hashed, String extension) {
    this.plain = plain;
    this.shortened = shortened;
    this.hashed = hashed;
    this.extension = extension;
  }

  /** Its name as it should be. */
  public String plain() {
    return plain;
  }

  /** Whether some file system takes the name that these bytes are for its own. */
  public boolean isNamed(byte[] buffer, int offset, int length) {
    if (length < 3) {
      return false;
    }
    return isOnNtfs(buffer, offset, length) || isOnMac(buffer, offset, length);
  }

  private boolean isOnNtfs(byte[] buffer, int offset, int length) {
    byte[] name = new byte[length];
    System.arraycopy(buffer, offset, name, 0, length);
    return (startsWith(name, 0, plain) && isTail(name, plain.length()))
        || isShort(name)
        || (extension.isEmpty() ? isHashed(name) : isHashedWithExtension(name));
  }

  private boolean isShort(byte[] name) {
    int digit = at(name, shortened.length() + 1);
    return startsWith(name, 0, shortened)
        && at(name, shortened.length()) == '~'
        && digit >= '1'
        && digit <= '4'
        && startsWith(name, SHORT, extension)
        && isTail(name, SHORT + extension.length());
  }

  /** Of the hash as much as there is room for, a tilde, and digits up to eight characters. */
  private boolean isHashed(byte[] name) {
    int i = 0;
    while (i < hashed.length() && lower(at(name, i)) == hashed.charAt(i)) {
      i++;
    }
    if (at(name, i) != '~' || at(name, i + 1) < '1' || at(name, i + 1) > '9') {
      return false;
    }
    for (i += 2; i < SHORT; i++) {
      if (at(name, i) < '0' || at(name, i) > '9') {
        return false;
      }
    }
    return isTail(name, i);
  }

  /** Two characters of the name, four of a hash that nobody documents, a tilde and a digit. */
  private boolean isHashedWithExtension(byte[] name) {
    if (!startsWith(name, 0, hashed)) {
      return false;
    }
    for (int i = hashed.length(); i < hashed.length() + 4; i++) {
      if (Character.digit(at(name, i), 16) < 0) {
        return false;
      }
    }
    return at(name, SHORT - 2) == '~'
        && at(name, SHORT - 1) >= '1'
        && at(name, SHORT - 1) <= '9'
        && startsWith(name, SHORT, extension)
        && isTail(name, SHORT + extension.length());
  }

  /** Whether from there on come only dots and spaces, up to the end or the name of a stream. */
  private static boolean isTail(byte[] name, int from) {
    for (int i = from; i < name.length && name[i] != ':'; i++) {
      if (name[i] != '.' && name[i] != ' ') {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWith(byte[] name, int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (lower(at(name, from + i)) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int at(byte[] name, int i) {
    return i < name.length ? name[i] : 0;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }

  private boolean isOnMac(byte[] buffer, int offset, int length) {
    Characters name = new Characters(buffer, offset, length);
    for (int i = 0; i < plain.length(); i++) {
      if (fold(name.next()) != plain.charAt(i)) {
        return false;
      }
    }
    int last = name.next();
    return last == END || last == MALFORMED;
  }

  private static int fold(int c) {
    return c < 0 ? c : c == LONG_S ? 's' : Character.toLowerCase(c);
  }

  /** The characters of a name that a Mac looks at. */
  private static final class Characters {
    private final byte[] buffer;
    private final int end;
    private int at;

    Characters(byte[] buffer, int offset, int length) {
      this.buffer = buffer;
      this.at = offset;
      this.end = offset + length;
    }

    int next() {
      int c = character();
      while (c >= 0 && EquivalentName.isIgnoredByHfs(c)) {
        c = character();
      }
      return c;
    }

    private int character() {
      if (at == end) {
        return END;
      }
      int from = at;
      int state = Utf8.step(Utf8.WHOLE, buffer[at++] & 0xff);
      while (state != Utf8.WHOLE) {
        if (state == Utf8.WRONG || at == end) {
          return MALFORMED;
        }
        state = Utf8.step(state, buffer[at++] & 0xff);
      }
      return new String(buffer, from, at - from, StandardCharsets.UTF_8).codePointAt(0);
    }
  }
}
