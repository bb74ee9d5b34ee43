package dev.gatekeeper.hooks.scenario;

import dev.gatekeeper.hooks.RetiredWords;
import java.util.List;
import java.util.regex.Pattern;

/** The form of every message of the gate (docs/interfaces.md). */
final class MessageLint {
  private static final Pattern VERDICT =
      Pattern.compile(
          "gatekeeper: (accepted|refused) \\S.*?"
              + "( \\([A-Z_]+(, [A-Z_]+)*\\))?"
              + "(, [0-9]+ of [0-9]+ paths)?"
              + "(, allowed by `mode: warn`)?"
              + ", decision [0-9a-f]{12}");
  private static final List<String> COMMANDS = List.of("fix: ", "ask: ", "next: ");
  private static final int WIDTH = 200;

  private MessageLint() {}

  /** What is wrong with the first fault found, "" if nothing is. */
  static String fault(List<String> lines, Decision decision) {
    if (lines.isEmpty()) {
      return decision.accepted() && decision.violations().isEmpty() ? "" : "it says nothing";
    }
    String first = lines.get(0);
    if (!VERDICT.matcher(first).matches()) {
      return "the first line is not a verdict: " + first;
    }
    String verdict = "gatekeeper: " + (decision.accepted() ? "accepted" : "refused");
    if (!first.startsWith(verdict + " ") || !first.endsWith(", decision " + decision.id())) {
      return "the first line is not the verdict on record: " + first;
    }
    for (Decision.Violation violation : decision.violations()) {
      if (!first.contains(violation.code())) {
        return "the first line does not name " + violation.code() + ": " + first;
      }
    }
    for (String line : lines) {
      if (!line.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
        return "a line is not plain ASCII: " + line;
      }
      if (line.length() > WIDTH && COMMANDS.stream().noneMatch(line::startsWith)) {
        return "a line has " + line.length() + " characters: " + line;
      }
      List<String> retired =
          RetiredWords.in(line.replaceAll("\\S*/\\S*", "")); // paths are not ours
      if (!retired.isEmpty()) {
        return retired.get(0);
      }
    }
    return "";
  }
}
