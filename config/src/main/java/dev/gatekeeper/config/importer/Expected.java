package dev.gatekeeper.config.importer;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a comment beside a command says that it must show, where it says so plainly. */
final class Expected {
  /** It prints 0. */
  static final List<String> ZERO = List.of("expect: {stdout: \"0\"}");

  private static final String SHOULD = "(?iu)(?:should|must|has to|expect(?:ed|s)?:?(?: to)?)\\s+";
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
