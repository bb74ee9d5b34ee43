package dev.gatekeeper.config.importer;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of shell as commands, each of which is a check. */
final class ShellChecks {
  /** Loops, here-documents, variables, lines that go on: such lines are no checks one by one. */
  private static final Pattern BELONGS_TOGETHER =
      Pattern.compile(
          "<<|\\\\$|\\(\\)\\s*\\{|^\\s*(?:if|for|while|until|case|function|do|then|else|fi|done|esac|cd|source"
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

  /** A command, and the comment behind it; either may be empty. */
  record Command(String text, String comment) {}

  /** Whether the lines of a block are commands, each by itself. */
  static boolean areEach(List<String> block) {
    return block.stream().noneMatch(line -> BELONGS_TOGETHER.matcher(line).find());
  }

  static Command command(String line) {
    String shell = line.replaceFirst("^\\s*[$%>]\\s+", "").strip();
    Matcher comment = COMMENT.matcher(shell);
    return comment.matches() && comment.group(2) != null
        ? new Command(comment.group(1).strip(), comment.group(2).strip())
        : new Command(shell, "");
  }

  /** The check as lines of YAML; none if the command can't be run as it stands. */
  static Optional<String> check(String text, String comment) {
    if (text.isEmpty() || STANDS_FOR.matcher(text).find()) {
      return Optional.empty();
    }
    Matcher exists = EXISTS.matcher(text);
    Optional<String> path =
        exists.matches() ? PlanPaths.pattern(exists.group(1), true) : Optional.empty();
    if (path.isPresent()) {
      return path.map(pattern -> "exists: " + YamlText.value(pattern));
    }
    Matcher shown = SHOWN.matcher(comment);
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
