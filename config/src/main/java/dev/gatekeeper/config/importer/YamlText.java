package dev.gatekeeper.config.importer;

import dev.gatekeeper.core.text.PlainText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * YAML as it is written line by line, with comments. Whatever is put into it stays one value or one
 * comment: a text that could mean anything else is quoted, and nothing breaks a line.
 */
final class YamlText {
  private static final int WIDTH = 100;
  private static final int COMMENTS_FROM = 38;

  /** What may stand without quotes: starts plainly, and holds nothing that YAML gives a meaning. */
  private static final Pattern PLAIN =
      Pattern.compile(
          "[A-Za-z/_.][A-Za-z0-9/_.@+=()-]*(?: [A-Za-z0-9/_.@+=()*-]+)*"
              + "|[0-9]+[smh](?:-[0-9]+[smh])?");

  private static final Pattern PATTERN_PLAIN = Pattern.compile("[A-Za-z/_.][A-Za-z0-9/_.@+*?-]*");
  private static final Pattern COMMAND_PLAIN =
      Pattern.compile("(?!.*(?:: | #|:$))[A-Za-z/_.][^\\t\\n]* [^\\t\\n]*\\S");
  private static final Pattern NUMBER = Pattern.compile("\\.(?:[0-9].*|(?i:inf|nan))");
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n", ".", "..", "...");

  private final StringBuilder out = new StringBuilder();

  /** A line as it is, made of what this class has quoted. */
  YamlText line(int indent, String text) {
    out.append(" ".repeat(indent)).append(text).append('\n');
    return this;
  }

  /** A comment of one or more lines. */
  YamlText comment(int indent, String text) {
    StringBuilder line = new StringBuilder("#");
    for (String word : Arrays.asList(clean(text).strip().split(" +", -1))) {
      if (line.length() > 3 && indent + line.length() + 1 + word.length() > WIDTH) {
        line(indent, line.toString());
        line = new StringBuilder("#  ");
      }
      line.append(' ').append(word);
    }
    return line(indent, line.toString().stripTrailing());
  }

  /** A line, and a comment at its end if that fits, else above it. */
  YamlText line(int indent, String text, String comment) {
    String shown = clean(comment).strip();
    int gap = Math.max(1, COMMENTS_FROM - indent - text.length());
    if (indent + text.length() + gap + 2 + shown.length() > WIDTH) {
      return comment(indent, comment).line(indent, text);
    }
    return line(indent, shown.isEmpty() ? text : text + " ".repeat(gap) + "# " + shown);
  }

  /** A value that is text, in quotes if it needs them. */
  static String value(String text) {
    return isPlain(text, PLAIN) ? text : quoted(text);
  }

  /** The same for a pattern, or a name, in which stars are usual. */
  static String pattern(String text) {
    return isPlain(text, PATTERN_PLAIN) ? text : quoted(text);
  }

  /** A list on one line. */
  static String list(List<String> values) {
    return "[" + String.join(", ", values.stream().map(YamlText::pattern).toList()) + "]";
  }

  /** A shell line: without quotes where YAML takes it as it is, so that it can be copied. */
  static String command(String line) {
    boolean plain = COMMAND_PLAIN.matcher(line).matches() && clean(line).equals(line);
    return plain ? line : value(line);
  }

  private static boolean isPlain(String text, Pattern form) {
    return form.matcher(text).matches()
        && !NUMBER.matcher(text).matches()
        && !WORDS.contains(text.toLowerCase(Locale.ROOT));
  }

  /** In quotes. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c ->
                quoted.append(
                    switch (c) {
                      case '"', '\\' -> "\\" + (char) c;
                      case '\n' -> "\\n";
                      case '\t' -> "\\t";
                      default ->
                          isShown(c)
                              ? Character.toString(c)
                              : (c > 0xffff ? "\\U%08x" : "\\u%04x").formatted(c);
                    }));
    return quoted.append('"').toString();
  }

  /** On one line, and without what an editor would obey or hide. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints().forEach(c -> clean.appendCodePoint(isShown(c) ? c : ' '));
    return clean.toString();
  }

  private static boolean isShown(int c) {
    int type = Character.getType(c);
    return !PlainText.isObeyed(c)
        && type != Character.SURROGATE
        && type != Character.PRIVATE_USE
        && type != Character.UNASSIGNED;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
