package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.AgentDraft.CheckDraft;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command of a plan made into a check: one on files where the command is plainly that, else one
 * that runs it, with what its comment says that it must show.
 */
final class Commands {
  private static final String PATH = "([\\w./@+-]+)";
  private static final Pattern LIST = Pattern.compile("ls(?:\\s+-[a-zA-Z0-9]+)*\\s+" + PATH);
  private static final Pattern TEST =
      Pattern.compile("(?:test\\s+-([def])\\s+" + PATH + "|\\[\\s+-([def])\\s+" + PATH + "\\s+])");

  /** {@code grep -rn "text" folder --include="*.py" | wc -l}, or {@code ! grep …}. */
  private static final Pattern GREP =
      Pattern.compile(
          "(!\\s+)?grep\\s+-(?=[nHI]*+[rR])[rRnHI]++\\s+(?:\"([^\"]*)\"|'([^']*)')\\s+"
              + PATH
              + "(?:\\s+--include[= ](?:\"([^\"]*)\"|'([^']*)'|(\\S+)))?(\\s*\\|\\s*wc\\s+-l)?");

  private static final Pattern LITERAL = Pattern.compile("[\\w =:;,@#%&<>/-]+");
  private static final Pattern INCLUDE = Pattern.compile("\\*(?:\\.\\w+)?");
  private static final Pattern PLACEHOLDER = Pattern.compile("<[\\w -]+>|\\{\\{|\\.\\.\\.|\u2026");

  private Commands() {}

  /** The check; none if the command can't be run as it stands, and why. */
  record Made(List<CheckDraft> check, String why) {}

  /**
   * @param title what a comment before it says
   * @param comment what one behind it says
   */
  static Made check(String command, String title, String comment) {
    if (PLACEHOLDER.matcher(command).find() && !command.contains("<<")) {
      return new Made(List.of(), "something has to be put in first");
    }
    Optional<CheckDraft> onFiles = exists(command, title).or(() -> absent(command, title, comment));
    return new Made(List.of(onFiles.orElseGet(() -> run(command, title, comment))), "");
  }

  private static Optional<CheckDraft> exists(String command, String title) {
    Matcher list = LIST.matcher(command);
    if (list.matches()) {
      return pattern(list.group(1)).map(path -> exists(path, command, title));
    }
    Matcher test = TEST.matcher(command);
    if (!test.matches()) {
      return Optional.empty();
    }
    String kind = test.group(1) == null ? test.group(3) : test.group(1);
    String path = test.group(2) == null ? test.group(4) : test.group(2);
    boolean folder = kind.equals("d") && !path.endsWith("/");
    return pattern(folder ? path + "/" : path).map(found -> exists(found, command, title));
  }

  private static CheckDraft exists(String path, String command, String title) {
    return new CheckDraft(
        title, List.of("exists: " + YamlText.pattern(path)), List.of("for `" + command + "`"));
  }

  private static Optional<CheckDraft> absent(String command, String title, String comment) {
    Matcher grep = GREP.matcher(command);
    if (!grep.matches()) {
      return Optional.empty();
    }
    String text = grep.group(2) == null ? grep.group(3) : grep.group(2);
    String include = first(grep.group(5), grep.group(6), grep.group(7));
    boolean none = grep.group(1) != null && grep.group(8) == null;
    boolean zero =
        grep.group(8) != null
            && grep.group(1) == null
            && Expected.of(comment).equals(Expected.ZERO);
    // Only where grep's pattern is no pattern: a dot would match more than a dot.
    if (!(none || zero) || text.isBlank() || !LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    if (!include.isEmpty() && !INCLUDE.matcher(include).matches()) {
      return Optional.empty();
    }
    String folder = grep.group(4).endsWith("/") ? grep.group(4) : grep.group(4) + "/";
    return pattern(folder + (include.isEmpty() ? "**" : "**/" + include))
        .map(
            in ->
                new CheckDraft(
                    title,
                    List.of(
                        "absent: {text: %s, in: %s}"
                            .formatted(YamlText.value(text), YamlText.pattern(in))),
                    List.of("for `" + command + "`")));
  }

  private static String first(String... values) {
    for (String value : values) {
      if (value != null) {
        return value;
      }
    }
    return "";
  }

  /** A path as a command that runs in the root takes it. */
  private static Optional<String> pattern(String path) {
    String relative = path.replaceFirst("^(?:\\./)+", "");
    if (relative.startsWith("/") || relative.startsWith("~")) {
      return Optional.empty();
    }
    try {
      return Optional.of(PathPattern.parse("/" + relative).toString());
    } catch (BadPattern e) {
      return Optional.empty();
    }
  }

  private static CheckDraft run(String command, String title, String comment) {
    List<String> lines = new ArrayList<>();
    if (command.contains("\n")) {
      lines.add("run: " + YamlText.quoted(command));
    } else {
      lines.add("run: " + YamlText.command(command));
    }
    List<String> expect = Expected.of(comment);
    lines.addAll(expect);
    boolean said = !comment.isEmpty() && expect.isEmpty();
    return new CheckDraft(
        title, lines, said ? List.of("\"" + comment + "\" was read as a remark") : List.of());
  }

  /** What a comment beside a command says that it must show, where it says so plainly. */
  private static final class Expected {
    /** It prints 0. */
    static final List<String> ZERO = List.of("expect: {stdout: \"0\"}");

    private static final String SHOULD =
        "(?iu)(?:should|must|has to|expect(?:ed|s)?:?(?: to)?)\\s+";
    private static final String SHOW = "(?:be|equal|print|output|show|display|say)s?:?\\s+";
    private static final Pattern BOUND =
        Pattern.compile(
            SHOULD
                + "(?:"
                + SHOW
                + ")?(?:(>=|\u2265|at least)|(<=|\u2264|at most|no more than))"
                + "\\s*(\\d{1,9}(?:\\.\\d{1,6})?)\\s*%?\\W*");
    private static final Pattern VALUE =
        Pattern.compile(
            SHOULD + "(?:" + SHOW + ")?(\\d{1,9}|true|false|none|[\"'`][^\"'`]+[\"'`])\\.?");
    private static final Pattern PRINTED =
        Pattern.compile(SHOULD + "(?:print|output|show|display|say)s?:?\\s+([\\w+-]+)\\.?");
    private static final Pattern EXIT =
        Pattern.compile(SHOULD + "exit (?:with |status |code )*(\\d{1,2}|1\\d\\d)\\.?");

    private Expected() {}

    /** A line of YAML, or none if the comment says nothing that a machine could hold. */
    static List<String> of(String comment) {
      Matcher bound = BOUND.matcher(comment);
      if (bound.matches()) {
        String key = bound.group(1) == null ? "at_most: " : "at_least: ";
        String number = new BigDecimal(bound.group(3)).toPlainString();
        return List.of("expect: {last_number: {" + key + number + "}}");
      }
      Matcher exit = EXIT.matcher(comment);
      if (exit.matches()) {
        return List.of("expect: {exit: " + Integer.parseInt(exit.group(1)) + "}");
      }
      for (Pattern pattern : List.of(VALUE, PRINTED)) {
        Matcher value = pattern.matcher(comment);
        if (value.matches()) {
          String text = value.group(1).replaceAll("^[\"'`]|[\"'`]$", "").strip();
          return text.isEmpty()
              ? List.of()
              : List.of("expect: {stdout: " + YamlText.quoted(text) + "}");
        }
      }
      return List.of();
    }
  }
}
