package dev.gatekeeper.config.importer;

import dev.gatekeeper.core.text.PlainText;
import java.util.ArrayList;
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
  private static final int LONGEST_COMMENT = 400;
  private static final int WIDTH = 100;

  /** What may stand without quotes: starts plainly, and holds nothing that YAML gives a meaning. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z/_.][A-Za-z0-9/_.@+=()-]*(?: [A-Za-z0-9/_.@+=()*-]+)*");

  private static final Pattern PATTERN_PLAIN = Pattern.compile("[A-Za-z/_.][A-Za-z0-9/_.@+*?-]*");
  private static final Pattern COMMAND_PLAIN =
      Pattern.compile("[A-Za-z/_.][^\\t\\n]* [^\\t\\n]*\\S");
  private static final Pattern ESTIMATE = Pattern.compile("[0-9]+[smh](?:-[0-9]+[smh])?");
  private static final Pattern NUMBER = Pattern.compile("[-+.]?[0-9].*|[-+]?\\.(?:inf|nan)");
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n", ".", "..", "...");

  private final StringBuilder out = new StringBuilder();

  /** A line as it is, made of what this class has quoted. */
  YamlText line(int indent, String text) {
    out.append(" ".repeat(indent)).append(text).append('\n');
    return this;
  }

  YamlText blank() {
    out.append('\n');
    return this;
  }

  /** A comment of one or more lines. */
  YamlText comment(int indent, String text) {
    String shown = shortened(clean(text).strip());
    for (String line : wrapped(shown, WIDTH - indent - 2)) {
      line(indent, ("# " + line).stripTrailing());
    }
    return this;
  }

  /** A line, and a comment at its end if that fits, else above it. */
  YamlText line(int indent, String text, String comment) {
    String shown = clean(comment).strip();
    if (shown.isEmpty()) {
      return line(indent, text);
    }
    int column = Math.max(indent + text.length() + 1, Math.min(38, WIDTH / 2));
    if (column + 2 + shown.length() > WIDTH) {
      return comment(indent, comment).line(indent, text);
    }
    String gap = " ".repeat(column - indent - text.length());
    return line(indent, text + gap + "# " + shown);
  }

  /** A text of several lines, none of which starts with a blank. */
  YamlText block(int indent, String key, List<String> lines) {
    line(indent, key + ": |");
    for (String text : lines) {
      String shown = clean(text).strip();
      line(shown.isEmpty() ? 0 : indent + 2, shown);
    }
    return this;
  }

  /** A value that is text, in quotes if it needs them. */
  static String value(String text) {
    return isPlain(text, PLAIN) || ESTIMATE.matcher(text).matches() ? text : quoted(text);
  }

  /** The same for a pattern, or a name, in which stars are usual. */
  static String pattern(String text) {
    return isPlain(text, PATTERN_PLAIN) ? text : quoted(text);
  }

  /** A list on one line. */
  static String list(List<String> values) {
    return "[" + String.join(", ", values.stream().map(YamlText::pattern).toList()) + "]";
  }

  private static boolean isPlain(String text, Pattern form) {
    return form.matcher(text).matches()
        && !NUMBER.matcher(text).matches()
        && !WORDS.contains(text.toLowerCase(Locale.ROOT));
  }

  /** A shell line: without quotes where YAML takes it as it is, so that it can be copied. */
  static String command(String line) {
    return COMMAND_PLAIN.matcher(line).matches()
            && !line.contains(": ")
            && !line.contains(" #")
            && !line.endsWith(":")
            && line.codePoints().allMatch(YamlText::isShown)
        ? line
        : line.indexOf(' ') < 0 ? value(line) : quoted(line);
  }

  /** In quotes. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c == '\n') {
                quoted.append("\\n");
              } else if (c == '\t') {
                quoted.append("\\t");
              } else if (isShown(c)) {
                quoted.appendCodePoint(c);
              } else {
                quoted.append(c > 0xffff ? "\\U%08x".formatted(c) : "\\u%04x".formatted(c));
              }
            });
    return quoted.append('"').toString();
  }

  /** On one line, and without what an editor would obey or hide. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints().forEach(c -> clean.appendCodePoint(isShown(c) ? c : ' '));
    return clean.toString();
  }

  private static boolean isShown(int c) {
    return !PlainText.isObeyed(c)
        && switch (Character.getType(c)) {
          case Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
          default -> true;
        };
  }

  private static String shortened(String text) {
    int most = Math.min(text.length(), LONGEST_COMMENT);
    boolean split = most < text.length() && Character.isLowSurrogate(text.charAt(most));
    return most == text.length() ? text : text.substring(0, split ? most - 1 : most) + "...";
  }

  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : Arrays.asList(text.split(" +", -1))) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder("  ");
        line.append(word);
      } else {
        line.append(line.length() == 0 ? "" : " ").append(word);
      }
    }
    lines.add(line.toString());
    return lines;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
