package dev.gatekeeper.core.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The contents of a {@code .gitmodules}, read as git reads a configuration (git's config.c, {@code
 * git_parse_source}), but stricter: a file that can't be parsed to its end, or holds a NUL byte, is
 * an error.
 */
final class SubmoduleConfig {
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
  private static final int END = -1;

  /** One setting of a submodule, a character a byte; of one without a value it is missing. */
  record Setting(String submodule, String key, Optional<String> value) {}

  private final String text;
  private final List<Setting> settings = new ArrayList<>();
  private int at;
  private String section = "";
  private Optional<String> subsection = Optional.empty();

  private SubmoduleConfig(String text) {
    this.text = text;
  }

  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String why) {
      super(why, null, false, false);
    }
  }

  static List<Setting> read(byte[] content) throws Malformed {
    String text = new String(content, ISO_8859_1);
    if (text.indexOf('\0') >= 0) {
      throw new Malformed("it has a NUL byte");
    }
    if (text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(BYTE_ORDER_MARK.length());
    }
    SubmoduleConfig config = new SubmoduleConfig(text.replace("\r\n", "\n"));
    config.read();
    return config.settings;
  }

  private int next() {
    return at < text.length() ? text.charAt(at++) : END;
  }

  private Malformed malformed() {
    long line = text.substring(0, Math.min(at, text.length())).lines().count();
    return new Malformed("git can't read it at line " + Math.max(1, line));
  }

  private void read() throws Malformed {
    for (int c = next(); c != END; c = next()) {
      if (c == '#' || c == ';') {
        skipLine();
      } else if (c == '[') {
        section();
      } else if (isLetter(c)) {
        setting(c);
      } else if (!isSpace(c)) {
        throw malformed();
      }
    }
  }

  private void skipLine() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  private void section() throws Malformed {
    StringBuilder name = new StringBuilder();
    int c = next();
    while (isKeyCharacter(c) || c == '.') {
      name.append((char) c);
      c = next();
    }
    String stem = name.toString().toLowerCase(Locale.ROOT);
    if (isSpace(c) && c != '\n') {
      stem = stem + "." + subsection();
    } else if (c != ']' || stem.isEmpty()) {
      throw malformed();
    }
    // What stands behind the first dot is the name, as sections with a name were written once.
    int dot = stem.indexOf('.');
    section = dot < 0 ? stem : stem.substring(0, dot);
    subsection = dot < 0 ? Optional.empty() : Optional.of(stem.substring(dot + 1));
  }

  private String subsection() throws Malformed {
    int c = next();
    while (isSpace(c) && c != '\n') {
      c = next();
    }
    if (c != '"') {
      throw malformed();
    }
    StringBuilder name = new StringBuilder();
    for (c = next(); c != '"'; c = next()) {
      if (c == '\\') {
        c = next();
      }
      if (c == END || c == '\n') {
        throw malformed();
      }
      name.append((char) c);
    }
    if (next() != ']') {
      throw malformed();
    }
    return name.toString();
  }

  private void setting(int first) throws Malformed {
    StringBuilder key = new StringBuilder().append((char) first);
    int c = next();
    while (isKeyCharacter(c)) {
      key.append((char) c);
      c = next();
    }
    while (c == ' ' || c == '\t') {
      c = next();
    }
    Optional<String> value = Optional.empty();
    if (c == '=') {
      value = Optional.of(value());
    } else if (c != '\n' && c != END) {
      throw malformed();
    }
    if (section.equals("submodule") && subsection.isPresent()) {
      String word = key.toString().toLowerCase(Locale.ROOT);
      settings.add(new Setting(subsection.get(), word, value));
    }
  }

  private String value() throws Malformed {
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    int trimmed = -1;
    for (int c = next(); c != END && c != '\n'; c = next()) {
      if (isSpace(c) && !quoted) {
        trimmed = trimmed < 0 ? value.length() : trimmed;
        if (value.length() > 0) {
          value.append((char) c);
        }
        continue;
      }
      if ((c == '#' || c == ';') && !quoted) {
        skipLine();
        continue;
      }
      trimmed = -1;
      if (c == '\\') {
        escaped(value);
      } else if (c == '"') {
        quoted = !quoted;
      } else {
        value.append((char) c);
      }
    }
    if (quoted) {
      throw malformed();
    }
    return trimmed < 0 ? value.toString() : value.substring(0, trimmed);
  }

  private void escaped(StringBuilder value) throws Malformed {
    int c = next();
    switch (c) {
      case '\n' -> {} // the value goes on in the next line
      case 't' -> value.append('\t');
      case 'b' -> value.append('\b');
      case 'n' -> value.append('\n');
      case '\\', '"' -> value.append((char) c);
      default -> throw malformed();
    }
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isKeyCharacter(int c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '-';
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
