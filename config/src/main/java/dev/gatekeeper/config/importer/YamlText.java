package dev.gatekeeper.config.importer;

import dev.gatekeeper.core.text.PlainText;
import java.util.Arrays;
import java.util.List;
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
          "(?i)(?!(?:true|false|null|yes|no|on|off|y|n|\\.inf|\\.nan)$)(?:"
              + "(?:[a-z/_]|\\.[a-z/_])[\\w/.@+*?=()-]*"
              + "|[a-z_][\\w/.@+=()-]*(?: [\\w/.@+=()*-]+)+"
              + "|[0-9]+[smh](?:-[0-9]+[smh])?)");

  private static final Pattern COMMAND_PLAIN =
      Pattern.compile("(?!.*(?:: | #|:$))[A-Za-z/_.][^\\t\\n]* [^\\t\\n]*\\S");

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
    return PLAIN.matcher(text).matches() ? text : quoted(text);
  }

  /** A list on one line. */
  static String list(List<String> values) {
    return "[" + String.join(", ", values.stream().map(YamlText::value).toList()) + "]";
  }

  /** A shell line: without quotes where YAML takes it as it is, so that it can be copied. */
  static String command(String line) {
    boolean plain = COMMAND_PLAIN.matcher(line).matches() && clean(line).equals(line);
    return plain ? line : value(line);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    for (int c : text.codePoints().toArray()) {
      quoted.append(c == '"' || c == '\\' ? "\\" : "");
      quoted.append(isShown(c) ? Character.toString(c) : "\\U%08x".formatted(c));
    }
    return "\"" + quoted + "\"";
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
