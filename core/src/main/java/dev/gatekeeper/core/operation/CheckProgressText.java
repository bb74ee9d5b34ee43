package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.text.PlainText;
import dev.gatekeeper.core.validate.CheckResult;
import dev.gatekeeper.core.validate.ValidationListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The progress of checks in words, line by line, the same through every door, each with its output.
 */
final class CheckProgressText {
  private static final int LAST_LINES = 10;

  /** What a line of a check's output begins with. */
  private static final String PRINTED = "      | ";

  private final Consumer<String> lines;
  private final StringBuilder partial = new StringBuilder();

  /**
   * @param lines takes each line, without its end
   */
  CheckProgressText(Consumer<String> lines) {
    this.lines = lines;
  }

  ValidationListener listener() {
    return new ValidationListener() {
      @Override
      public void begins(Check check, int number, int of) {
        say("  %d/%d %s".formatted(number, of, check.name()));
      }

      @Override
      public void printed(Check check, String text) {
        print(text);
      }

      @Override
      public void ends(Check check, CheckResult result) {
        flush();
        say("      " + words(result));
      }
    };
  }

  private static String words(CheckResult result) {
    String detail = result.detail().isEmpty() ? "" : ": " + result.detail();
    return result.status().word() + detail + " (" + time(result.millis()) + ")";
  }

  private static String time(long millis) {
    return millis < 1000 ? millis + " ms" : "%.1f s".formatted(millis / 1000.0);
  }

  private synchronized void print(String text) {
    partial.append(text);
    for (int end = partial.indexOf("\n"); end >= 0; end = partial.indexOf("\n")) {
      say(PRINTED + partial.substring(0, end));
      partial.delete(0, end + 1);
    }
  }

  private synchronized void flush() {
    if (!partial.isEmpty()) {
      say(PRINTED + partial);
      partial.setLength(0);
    }
  }

  /** The checks that did not pass, each with the last of what it printed. */
  static List<String> failures(List<CheckResult> checks) {
    List<String> lines = new ArrayList<>();
    for (CheckResult check : checks) {
      if (!check.passed()) {
        lines.add("  " + check.name() + ": " + words(check));
        lastLines(check.output()).forEach(line -> lines.add(PRINTED + line));
      }
    }
    return lines;
  }

  /** "1 check", "2 checks". */
  static String count(int checks) {
    return checks + (checks == 1 ? " check" : " checks");
  }

  private static List<String> lastLines(String output) {
    List<String> all = output.lines().filter(line -> !line.isBlank()).toList();
    return all.subList(Math.max(0, all.size() - LAST_LINES), all.size());
  }

  /**
   * Tells a line: what checks printed in their own characters and cut short, all else as plain
   * ASCII and whole.
   */
  void say(String line) {
    if (line.startsWith(PRINTED)) {
      String plain = PlainText.shown(line, "?");
      lines.accept(PlainText.cut(plain, PlainText.WIDTH));
    } else {
      PlainText.wrapped(PlainText.ascii(line), "      ").forEach(lines);
    }
  }
}
