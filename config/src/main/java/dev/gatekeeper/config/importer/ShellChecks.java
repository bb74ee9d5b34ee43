package dev.gatekeeper.config.importer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of shell as commands, each of which is a check. */
final class ShellChecks {
  /** Loops, here-documents and variables: such lines are no checks one by one. */
  private static final Pattern BELONGS_TOGETHER =
      Pattern.compile(
          "<<|\\(\\)\\s*\\{|^\\s*(?:if|for|while|until|case|function|do|then|else|fi|done|esac|cd|source"
              + "|export|set)\\b|^\\s*[A-Za-z_]\\w*=\\S*\\s*$|^\\s*[{(]\\s*$");

  private static final Pattern STANDS_FOR = Pattern.compile("<[\\w -]+>|\\{\\{|\\.\\.\\.|\u2026");
  private static final Pattern COMMENT =
      Pattern.compile(
          "((?:[^\"'#\\\\]|\\\\.|\"(?:[^\"\\\\]|\\\\.)*+\"|'[^']*+'|(?<=\\S)#)*+)(?:#+(.*))?");
  private static final Pattern EXISTS =
      Pattern.compile("(?:ls(?:\\s+-[a-zA-Z0-9]+)*|test\\s+-[def])\\s+([\\w./@+-]+)");
  private static final Pattern SHOWN =
      Pattern.compile(
          "(?i)(?:should|must)\\s+(?:be|equal|print|output|show):?\\s+"
              + "(?:(>=|\u2265|at least)\\s*(\\d{1,9})\\s*%?|(\\d{1,9}|true|false|none))[.]?");

  private ShellChecks() {}

  /**
   * A command, or a comment that stands by itself.
   *
   * @param line of the block, from 0
   */
  record Command(int line, String text, String comment) {}

  /** The commands of a block; none if its lines belong together. */
  static List<Command> of(List<String> block) {
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < block.size(); i++) {
      int start = i;
      StringBuilder line = new StringBuilder(block.get(i).replaceFirst("^\\s*[$%>]\\s+", ""));
      while (line.toString().endsWith("\\") && i + 1 < block.size()) {
        i++;
        line.setLength(line.length() - 1);
        line.append(block.get(i).strip());
      }
      if (BELONGS_TOGETHER.matcher(line).find()) {
        return List.of();
      }
      Matcher comment = COMMENT.matcher(line);
      boolean said = comment.matches() && comment.group(2) != null;
      commands.add(
          new Command(
              start,
              (said ? comment.group(1) : line.toString()).strip(),
              said ? comment.group(2).strip() : ""));
    }
    return commands;
  }

  /** The check as lines of YAML; none if the command can't be run as it stands. */
  static Optional<String> check(Command command) {
    String text = command.text();
    if (text.isEmpty() || STANDS_FOR.matcher(text).find()) {
      return Optional.empty();
    }
    Matcher exists = EXISTS.matcher(text);
    Optional<String> path =
        exists.matches() ? PlanPaths.pattern(exists.group(1), true) : Optional.empty();
    if (path.isPresent()) {
      return path.map(pattern -> "exists: " + YamlText.pattern(pattern));
    }
    Matcher shown = SHOWN.matcher(command.comment());
    String expect = "";
    if (shown.matches()) {
      expect =
          shown.group(1) == null
              ? "\nexpect: {stdout: \"" + shown.group(3) + "\"}"
              : "\nexpect: {last_number: {at_least: " + shown.group(2) + "}}";
    }
    return Optional.of("run: " + YamlText.command(text) + expect);
  }
}
