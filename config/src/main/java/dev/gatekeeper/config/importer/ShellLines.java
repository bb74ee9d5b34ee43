package dev.gatekeeper.config.importer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A block of shell, taken apart into commands. Where lines belong together (loops, here-documents,
 * functions) the block stays one script.
 */
final class ShellLines {
  private static final Pattern BELONGS_TOGETHER =
      Pattern.compile(
          "<<-?\\s*\\S"
              + "|^\\s*(?:if|for|while|until|case|function|do|then|else|fi|done|esac)\\b"
              + "|\\(\\)\\s*\\{|^\\s*[{(]\\s*$"
              + "|^\\s*(?:[$%>]\\s+)?(?:(?:cd|source|\\.)\\s+\\S+|(?:export|set)\\s.*)\\s*$"
              + "|^\\s*(?:[$%>]\\s+)?[A-Za-z_]\\w*=\\S*\\s*$");

  private static final Pattern PROMPT = Pattern.compile("^\\s*[$%>]\\s+");
  private static final Set<String> LANGUAGES =
      Set.of("", "bash", "sh", "shell", "zsh", "console", "shell-session", "terminal", "text");

  private ShellLines() {}

  /**
   * A command, or a comment that stands by itself.
   *
   * @param command without its comment; empty if there is only a comment
   * @param comment without the {@code #}; may be empty
   */
  record Command(int line, String command, String comment) {}

  /** Whether code in that language is taken to be shell. */
  static boolean isShell(String language) {
    return LANGUAGES.contains(language);
  }

  static List<Command> of(List<Said> lines) {
    return lines.stream().anyMatch(line -> BELONGS_TOGETHER.matcher(line.text()).find())
        ? script(lines)
        : commands(lines);
  }

  private static List<Command> commands(List<Said> lines) {
    List<Command> commands = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    int start = 0;
    for (Said said : lines) {
      String text = PROMPT.matcher(said.text()).replaceFirst("").strip();
      start = open.length() == 0 ? said.line() : start;
      if (continues(text)) {
        open.append(text.substring(0, text.length() - 1).strip()).append(' ');
        continue;
      }
      String all = (open + text).strip();
      open.setLength(0);
      int hash = comment(all);
      String command = hash < 0 ? all : all.substring(0, hash).strip();
      String comment = hash < 0 ? "" : all.substring(hash).replaceFirst("^#+\\s*", "").strip();
      if (!command.isEmpty() || !comment.isEmpty()) {
        commands.add(new Command(start, command, comment));
      }
    }
    if (!open.toString().isBlank()) {
      commands.add(new Command(start, open.toString().strip(), ""));
    }
    return commands;
  }

  /** Whether a line ends in a single backslash. */
  private static boolean continues(String text) {
    return text.endsWith("\\") && !text.endsWith("\\\\");
  }

  private static List<Command> script(List<Said> lines) {
    StringBuilder script = new StringBuilder();
    lines.forEach(line -> script.append(PROMPT.matcher(line.text()).replaceFirst("")).append('\n'));
    String text = script.toString().strip();
    return text.isEmpty() ? List.of() : List.of(new Command(lines.get(0).line(), text, ""));
  }

  /** Where the comment starts, which is at a {@code #} outside quotes; -1 if there is none. */
  private static int comment(String text) {
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quote != '\'') {
        i++;
      } else if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '#' && (i == 0 || Character.isWhitespace(text.charAt(i - 1)))) {
        return i;
      }
    }
    return -1;
  }
}
