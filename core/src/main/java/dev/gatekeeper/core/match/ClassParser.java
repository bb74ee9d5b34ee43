package dev.gatekeeper.core.match;

import dev.gatekeeper.core.match.PathPattern.BadPattern;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * A parser of classes, {@code [...]}, as git reads them: {@code !} or {@code ^} negate, a leading
 * {@code ]} is a member, and so is a {@code -} that spans nothing.
 */
final class ClassParser {
  /** git's own tables, not the C library's: vertical tab and form feed are no spaces there. */
  private static final Map<String, IntPredicate> NAMED =
      Map.ofEntries(
          Map.entry("alnum", c -> isAlpha(c) || isDigit(c)),
          Map.entry("alpha", ClassParser::isAlpha),
          Map.entry("blank", c -> c == ' ' || c == '\t'),
          Map.entry("cntrl", c -> c < ' ' || c == 0x7f),
          Map.entry("digit", ClassParser::isDigit),
          Map.entry("graph", c -> c > ' ' && c < 0x7f),
          Map.entry("lower", c -> c >= 'a' && c <= 'z'),
          Map.entry("print", c -> c >= ' ' && c < 0x7f),
          Map.entry("punct", c -> c > ' ' && c < 0x7f && !isAlpha(c) && !isDigit(c)),
          Map.entry("space", c -> c == ' ' || c == '\t' || c == '\n' || c == '\r'),
          Map.entry("upper", c -> c >= 'A' && c <= 'Z'),
          Map.entry("xdigit", c -> isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));

  private final String text;
  private final int open;
  private final boolean[] members = new boolean[256];
  private int at;

  /**
   * @param open where the {@code [} stands
   */
  ClassParser(String text, int open) {
    this.text = text;
    this.open = open;
    this.at = open + 1;
  }

  ByteSet parse() throws BadPattern {
    boolean negated = at < text.length() && (text.charAt(at) == '!' || text.charAt(at) == '^');
    if (negated) {
      at++;
    }
    int first = at;
    while (at == first || look() != ']') {
      if (look() == '[' && named()) {
        continue;
      }
      range();
    }
    at++;
    return ByteSet.where(value -> members[value] != negated);
  }

  /** Where the pattern goes on after the {@code ]}. */
  int end() {
    return at;
  }

  /** One member, or a span of them. */
  private void range() throws BadPattern {
    int start = at;
    char low = member();
    char high = low;
    if (at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
      at++;
      high = member();
      if (high < low) {
        throw new BadPattern(
            "`" + text.substring(start, at) + "` spans nothing; write `" + high + "-" + low + "`",
            start);
      }
    }
    for (int value = low; value <= high; value++) {
      members[value] = true;
    }
  }

  private char member() throws BadPattern {
    if (look() == '\\') {
      if (at + 1 == text.length()) {
        throw new BadPattern(
            "`\\` escapes the character after it, and there is none; write `\\\\` for a backslash",
            at);
      }
      at++;
    }
    char c = look();
    at++;
    return c;
  }

  /** Reads {@code [:name:]}; what only starts like one is an ordinary {@code [}. */
  private boolean named() throws BadPattern {
    if (!text.startsWith("[:", at)) {
      return false;
    }
    int close = text.indexOf(']', at + 2);
    if (close < at + 3 || text.charAt(close - 1) != ':') {
      return false;
    }
    String name = text.substring(at + 2, close - 1);
    IntPredicate test = NAMED.get(name);
    if (test == null) {
      throw new BadPattern(
          "there is no class `[:%s:]`; write one of %s"
              .formatted(name, String.join(", ", NAMED.keySet().stream().sorted().toList())),
          at);
    }
    for (int value = 0; value < 128; value++) {
      members[value] |= test.test(value);
    }
    at = close + 1;
    return true;
  }

  /** The character here, which must be one that a class can hold. */
  private char look() throws BadPattern {
    if (at >= text.length()) {
      throw unclosed();
    }
    char c = text.charAt(at);
    if (c == '/') {
      throw text.indexOf(']', at) < 0
          ? unclosed()
          : new BadPattern("a class stays within a segment and never matches `/`; take it out", at);
    }
    if (c >= 0x80) {
      throw new BadPattern(
          "a class is of bytes and `"
              + new String(Character.toChars(text.codePointAt(at)))
              + "` is several; write a pattern for each name, or `*`",
          at);
    }
    return c;
  }

  private BadPattern unclosed() {
    String inside = text.substring(open);
    if (inside.startsWith("[]") || inside.startsWith("[!]") || inside.startsWith("[^]")) {
      return new BadPattern(
          "an empty class matches nothing (a `]` that comes first is a member); write `\\[` for a"
              + " bracket",
          open);
    }
    return new BadPattern(
        "the class that `[` opens is not closed; write `\\[` for a bracket", open);
  }

  private static boolean isAlpha(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
