package dev.gatekeeper.core.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.policy.Check.Expect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a command that exited has shown. */
final class ExpectedResultTest {
  private static final String LONG = "x".repeat(CommandRun.KEPT);

  private record Case(Expect expect, int exit, String output, CheckOutcome status, String detail) {}

  private static Case passes(Expect expect, int exit, String output) {
    return new Case(expect, exit, output, CheckOutcome.PASSED, "");
  }

  private static Case fails(Expect expect, int exit, String output, String detail) {
    return new Case(expect, exit, output, CheckOutcome.FAILED, detail);
  }

  private static Case errs(Expect expect, int exit, String output, String detail) {
    return new Case(expect, exit, output, CheckOutcome.ERRORED, detail);
  }

  @TestFactory
  List<DynamicTest> holds() {
    Expect zero = Expect.EXIT_ZERO;
    return List.of(
            passes(zero, 0, "whatever"),
            fails(zero, 1, "", "expected exit status 0, was 1"),
            fails(zero, 137, "", "was 137 (ended by signal 9)"),
            errs(zero, 127, "", "was 127 (a program was not found)"),
            errs(zero, 126, "", "was 126 (a program could not be run)"),
            passes(exit(1), 1, ""),
            passes(exit(127), 127, ""),
            fails(exit(1), 0, "", "expected exit status 1, was 0"),
            passes(stdout("0"), 0, "  0\n"),
            passes(stdout(""), 0, "\n\n"),
            passes(stdout("a\nb"), 0, "a\nb\n"),
            fails(stdout("0"), 0, "00\n", "expected the output `0`, was `00`"),
            fails(stdout("False"), 0, "True\n", "expected the output `False`, was `True`"),
            fails(stdout("0"), 0, "", "was ``"),
            fails(stdout("0"), 0, "a\nb\u001b[1m", "was `a\\nb?[1m`"),
            fails(stdout("0"), 0, LONG + LONG, "was longer than 1 MiB"),
            fails(stdout("0"), 3, "1", "expected exit status 0, was 3; expected the output `0`"),
            passes(matches("OK \\d+"), 0, "x\nOK 12 y"),
            passes(matches("begin"), 0, "begin" + LONG + LONG + "end"),
            passes(matches("end$"), 0, "begin" + LONG + LONG + "end"),
            fails(matches("OK$"), 0, "OK 1", "expected `OK$` in the output, found none"),
            fails(matches("OK"), 0, LONG + "OK" + LONG, "of which the middle was not kept"),
            errs(matches("(x+x+)+y"), 0, "x".repeat(5000), "`(x+x+)+y` took longer than 5s"),
            errs(matches("(a|b)*c"), 0, "ab".repeat(200_000), "repeats a group too often"),
            passes(number(80, 100), 0, "TOTAL  100  20  80%\n\n"),
            passes(number(80, 100), 0, "99\nTOTAL 80%"),
            passes(number(80, 100), 0, LONG + LONG + "\n80%"),
            fails(number(80, 100), 0, "TOTAL  79%", "at least 80 and at most 100", "was 79 in"),
            fails(number(80, 100), 0, "TOTAL 101%", "was 101 in `TOTAL 101%`"),
            fails(number(80, 100), 0, "", "there was no output"),
            fails(number(80, 100), 0, "90\nnone", "the last line has none: `none`"),
            fails(number(80, 100), 0, "80,5 %", "can't tell what `80,5` means"),
            passes(number(80, 100), 0, "\u001b[32m80%\u001b[0m\n"),
            passes(number(80, 100), 0, "80\u001b[0m%\u001b[K\n"),
            passes(number(80, 100), 0, "80\u009b0m%\n"),
            passes(number(80, 100), 0, "80%\n\u001b[0m\n\u001b]0;7\u0007"),
            passes(number(80, 100), 0, "80%\n\u001b]0;7\u001b\\ \r\n"),
            fails(number(80, 100), 0, "80 of \u001b[1m7\u001b[0m\n", "was 7 in `80 of 7`"),
            fails(number(80, 100), 0, "\u001b[80m\n", "there was no text in the output"),
            passes(number(80, 100), 0, "10%\r50%\r80%"),
            passes(number(80, 100), 0, "10%\r50%\r80%\r\n\r\n"),
            passes(number(80, 100), 0, "1\r\n80%\r\n"),
            passes(number(80, 100), 0, "80%\r\u001b[K"),
            fails(number(80, 100), 0, "80%\r5 left", "was 5 in `5 left`"),
            passes(matches("80% done"), 0, "\u001b[1m80%\u001b[0m do\u001b]0;x\u0007ne"),
            passes(matches("(?m)^OK$"), 0, "x\r\nOK\r\n"),
            passes(matches("(?m)^OK$"), 0, "x\r\u001b[32mOK\u001b[0m\ry"),
            fails(matches("0m"), 0, "80\u001b[0m%", "expected `0m` in the output, found none"),
            fails(stdout("80%"), 0, "80%\u001b[0m", "expected the output `80%`, was `80%?[0m`"))
        .stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.expect + " exit " + row.exit + " " + CheckDetails.quoted(row.output),
                    () -> {
                      CheckResult.Found found = judge(row.expect, row.exit, row.output);
                      assertThat(found.status()).as(found.detail()).isEqualTo(row.status);
                      assertThat(found.detail())
                          .contains(row.detail)
                          .doesNotMatch("(?s).*\\p{Cntrl}.*");
                    }))
        .toList();
  }

  private static Case fails(Expect expect, int exit, String output, String bounds, String detail) {
    return fails(expect, exit, output, bounds + " as the last number of the output, " + detail);
  }

  private record Line(String line, double value) {}

  @TestFactory
  List<DynamicTest> readsNumbers() {
    return List.of(
            new Line("80%", 80),
            new Line("TOTAL 120 13 89%", 89),
            new Line("5 passed in 0.12s", 0.12),
            new Line("12.5 %.", 12.5),
            new Line("1,234.5", 1234.5),
            new Line("1,234,567", 1234567),
            new Line("1,23", Double.NaN),
            new Line("80,5", Double.NaN),
            new Line("1.2.3", Double.NaN),
            new Line("1234,567", Double.NaN),
            new Line("-3", -3),
            new Line("delta=-3", -3),
            new Line("+4", 4),
            new Line("10-20", 20),
            new Line("covered: 80 (py3)", 80),
            new Line("80 x86_64", 80),
            new Line(".5", 0.5),
            new Line("1e3", 1000),
            new Line("1.5e-2 s", 0.015),
            new Line("3 of 4, that is all", 4),
            new Line("0", 0))
        .stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.line,
                    () -> {
                      double value = LastNumber.of("7\n" + row.line + "\n \n").value();
                      assertThat(Double.valueOf(value)).isEqualTo(Double.valueOf(row.value));
                      assertThat(LastNumber.of(row.line).text()).isNotEmpty();
                    }))
        .toList();
  }

  /** Of a long output half a MiB is kept at either end, and where that begins can be anywhere. */
  @Test
  void noSequenceIsCutWhereOutputIs() {
    String sequences = "\u001b[38;5;82m\u001b]0;99 of\n 99\u0007".repeat(2);
    for (int i = 0; i <= sequences.length(); i++) {
      String end = "x".repeat(CommandRun.KEPT / 2 - i);
      for (String output : List.of(end + sequences + LONG, LONG + sequences + end)) {
        CheckResult.Found found = judge(matches("9|8|\\n"), 0, output);
        assertThat(found.status()).as("cut " + i + " from there").isEqualTo(CheckOutcome.FAILED);
      }
    }
    String title = "\u001b]0;" + "7 ".repeat(CommandRun.KEPT) + "\u0007";
    assertThat(judge(number(80, 80), 0, "80%" + title).status()).isEqualTo(CheckOutcome.PASSED);
  }

  @Test
  void keepsBothEnds() {
    KeptOutput kept = new KeptOutput(8);
    assertThat(kept.text()).isEmpty();
    byte[] alphabet = "abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 8; i++) {
      kept.add(alphabet, i, 1);
    }
    assertThat(kept.text()).isEqualTo("abcdefgh");
    assertThat(kept.isCut()).isFalse();
    kept.add(alphabet, 8, 1);
    assertThat(kept.text()).startsWith("abcd\n[").contains("1 bytes left out").endsWith("]\nfghi");
    kept.add(alphabet, 9, 17);
    assertThat(kept.end()).isEqualTo("wxyz");
    assertThat(kept.size()).isEqualTo(26);
    assertThat(kept.isCut()).isTrue();
  }

  private static CheckResult.Found judge(Expect expect, int exit, String output) {
    KeptOutput stdout = new KeptOutput(CommandRun.KEPT);
    KeptOutput text = new KeptOutput(CommandRun.KEPT);
    byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
    stdout.add(bytes, 0, bytes.length);
    new ControlSequences(text::add).add(bytes, 0, bytes.length);
    return ExpectedResult.judge(expect, exit, stdout, text);
  }

  private static Expect exit(int status) {
    return new Expect(
        status, Optional.empty(), Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());
  }

  private static Expect stdout(String text) {
    return new Expect(
        0, Optional.of(text), Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());
  }

  private static Expect matches(String regex) {
    return new Expect(
        0, Optional.empty(), Optional.of(regex), OptionalDouble.empty(), OptionalDouble.empty());
  }

  private static Expect number(double least, double most) {
    return new Expect(
        0, Optional.empty(), Optional.empty(), OptionalDouble.of(least), OptionalDouble.of(most));
  }
}
