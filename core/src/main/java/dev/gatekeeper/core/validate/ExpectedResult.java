package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.policy.Check.Expect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The comparison of a command's result with the policy's {@code expect}, all of which has to hold.
 */
final class ExpectedResult {
  private static final Duration REGEX_LIMIT = Duration.ofSeconds(5);

  /** What a shell exits with if a program can't be run, or is not there. */
  private static final int CAN_NOT_RUN = 126;

  private static final int NOT_FOUND = 127;

  private final Expect expect;
  private final List<String> complaints = new ArrayList<>();
  private boolean isErrored;

  private ExpectedResult(Expect expect) {
    this.expect = expect;
  }

  /**
   * What the check finds in a command that exited by itself.
   *
   * @param stdout what it printed
   * @param text the same without {@link ControlSequences}
   */
  static CheckResult.Found judge(Expect expect, int exit, KeptOutput stdout, KeptOutput text) {
    return new ExpectedResult(expect).judge(exit, stdout, text);
  }

  private CheckResult.Found judge(int exit, KeptOutput stdout, KeptOutput text) {
    exit(exit);
    expect.stdout().ifPresent(expected -> stdout(expected, stdout));
    expect.matches().ifPresent(regex -> matches(regex, text));
    if (expect.atLeast().isPresent() || expect.atMost().isPresent()) {
      lastNumber(LastNumber.of(text.end()), stdout.size() > 0);
    }
    if (complaints.isEmpty()) {
      return CheckResult.Found.passed("");
    }
    String detail = String.join("; ", complaints);
    return isErrored ? CheckResult.Found.errored(detail) : CheckResult.Found.failed(detail);
  }

  private void exit(int exit) {
    if (exit == expect.exit()) {
      return;
    }
    isErrored = exit == NOT_FOUND || exit == CAN_NOT_RUN;
    complaints.add("expected exit status " + expect.exit() + ", was " + exit + meaning(exit));
  }

  private static String meaning(int exit) {
    if (exit == NOT_FOUND) {
      return " (a program was not found)";
    }
    if (exit == CAN_NOT_RUN) {
      return " (a program could not be run)";
    }
    return exit > 128 && exit <= 128 + 64 ? " (ended by signal " + (exit - 128) + ")" : "";
  }

  private void stdout(String expected, KeptOutput stdout) {
    if (stdout.isCut()) {
      complaints.add(
          "expected the output %s, was longer than %s"
              .formatted(CheckDetails.quoted(expected), CheckDetails.size(CommandRun.KEPT)));
    } else if (!stdout.text().strip().equals(expected)) {
      complaints.add(
          "expected the output %s, was %s"
              .formatted(
                  CheckDetails.quoted(expected), CheckDetails.quoted(stdout.text().strip())));
    }
  }

  private void matches(String regex, KeptOutput text) {
    try {
      // Never across the gap: what stands on both sides of it was not printed together.
      boolean isFound =
          BoundedRegex.isFound(regex, text.beginning(), REGEX_LIMIT)
              || (text.isCut() && BoundedRegex.isFound(regex, text.end(), REGEX_LIMIT));
      if (!isFound) {
        String where = text.isCut() ? ", of which the middle was not kept" : "";
        complaints.add(
            "expected " + CheckDetails.quoted(regex) + " in the output" + where + ", found none");
      }
    } catch (BoundedRegex.GaveUp e) {
      isErrored = true;
      complaints.add(CheckDetails.quoted(regex) + " " + e.getMessage());
    }
  }

  private void lastNumber(LastNumber found, boolean isPrinted) {
    String bounds = "expected " + bounds() + " as the last number of the output, ";
    if (found.text().isEmpty()) {
      complaints.add(
          bounds
              + (found.line().isEmpty()
                  ? isPrinted ? "there was no text in the output" : "there was no output"
                  : "the last line has none: " + CheckDetails.quoted(found.line())));
    } else if (Double.isNaN(found.value())) {
      complaints.add(bounds + "can't tell what " + CheckDetails.quoted(found.text()) + " means");
    } else if (!isWithin(found.value())) {
      complaints.add(bounds + "was " + found.text() + " in " + CheckDetails.quoted(found.line()));
    }
  }

  private boolean isWithin(double value) {
    return (expect.atLeast().isEmpty() || value >= expect.atLeast().getAsDouble())
        && (expect.atMost().isEmpty() || value <= expect.atMost().getAsDouble());
  }

  private String bounds() {
    List<String> all = new ArrayList<>();
    expect.atLeast().ifPresent(bound -> all.add("at least " + number(bound)));
    expect.atMost().ifPresent(bound -> all.add("at most " + number(bound)));
    return String.join(" and ", all);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }
}
