package dev.gatekeeper.core.diff;

import dev.gatekeeper.core.text.PlainText;
import java.util.Collection;
import java.util.stream.Collectors;

/** Unambiguous quoting of texts from a policy. */
public final class Quoted {
  private static final String SPECIAL = "\"`,;:[]";

  private Quoted() {}

  /** As it is if it can't be taken for what stands around it in a list or a sentence. */
  static String word(String text) {
    boolean plain = isPlain(text) && text.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0);
    return plain ? text : quoted(text);
  }

  /** In backticks, if these can be told from the text. */
  static String code(String text) {
    return isPlain(text) && text.indexOf('`') < 0 ? "`" + text + "`" : quoted(text);
  }

  /** Several on one line. */
  static String words(Collection<?> texts) {
    return texts.stream().map(text -> word(text.toString())).collect(Collectors.joining(", "));
  }

  /** A whole value: as it is if it is one line and can't be taken for an arrow between two. */
  public static String value(String text) {
    return isPlain(text) && !text.contains(" -> ") && !text.equals("(nothing)")
        ? text
        : quoted(text);
  }

  /** Whether all of it is seen: no blanks at its ends, none but spaces within, no controls. */
  private static boolean isPlain(String text) {
    return !text.isEmpty()
        && text.equals(text.strip())
        && text.codePoints().allMatch(c -> c == ' ' || isSeen(c));
  }

  private static boolean isSeen(int c) {
    return !PlainText.isObeyed(c)
        && Character.getType(c) != Character.SURROGATE
        && Character.getType(c) != Character.SPACE_SEPARATOR;
  }

  /** As a string of JSON, with all that is not seen written out. */
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints().forEach(c -> out.append(escaped(c)));
    return out.append('"').toString();
  }

  private static String escaped(int c) {
    if (c == '\n') {
      return "\\n";
    }
    if (c == ' ' || isSeen(c)) {
      return (c == '"' || c == '\\' ? "\\" : "") + Character.toString(c);
    }
    StringBuilder out = new StringBuilder();
    for (char half : Character.toChars(c)) {
      out.append("\\u%04x".formatted((int) half));
    }
    return out.toString();
  }
}
