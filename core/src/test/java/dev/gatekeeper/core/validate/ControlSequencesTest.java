package dev.gatekeeper.core.validate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is for a terminal and no text (docs/semantics.md, section 8). */
final class ControlSequencesTest {
  private static final String E = "\u001b";
  private static final String BEL = "\u0007";
  private static final String ST = E + "\\";

  private record Case(String printed, String text) {}

  @TestFactory
  Stream<DynamicTest> areTakenOut() {
    return Stream.of(
            new Case("", ""),
            new Case("plain \t\r\n", "plain \t\r\n"),
            new Case(E + "[32m80%" + E + "[0m", "80%"),
            new Case("80" + E + "[0m%", "80%"),
            new Case("8" + E + "[1;31m0", "80"),
            new Case("80%" + E + "[m" + E + "[K", "80%"),
            new Case("80%" + E + "(B" + E + "[m", "80%"), // tput sgr0
            new Case("80%" + E + "(0" + E + ")0", "80%"),
            new Case(E + "780%" + E + "8", "80%"), // save and restore the cursor
            new Case(E + "#8" + E + "%G80%", "80%"),
            new Case(E + "[?25l80%" + E + "[?25h" + E + "[>4;2m" + E + "[2 q", "80%"),
            new Case(E + "[38:2::12:34:56m80%", "80%"),
            new Case(E + "]0;5 of 9" + BEL + "80%", "80%"),
            new Case(E + "]0;5 of 9" + ST + "80%", "80%"),
            new Case(E + "]0;5 of 9\u009c80%", "80%"),
            new Case(E + "]8;;http://x/7" + ST + "80%" + E + "]8;;" + ST, "80%"),
            new Case(E + "]0;caf\u00e9 \u4e2d\ud83d\ude00x" + BEL + "80%", "80%"),
            new Case(E + "P1$r0m" + ST + "80%", "80%"),
            new Case(E + "P1" + BEL + "2" + ST + "80%", "80%"), // BEL ends OSC alone
            new Case(E + "X5" + ST + E + "^6" + ST + E + "_7" + ST + "80%", "80%"),
            new Case(E + "Ptmux;" + E + E + "]0;5" + BEL + ST + "80%", "80%"), // nested
            new Case(E + "[3" + E + "[0m80%", "80%"),
            new Case(E + "]0;5" + E + "[0m80%", "80%"),
            new Case(E + "[3\u001880%" + E + "]0;5\u001a80%", "80%80%"),
            new Case(E + "[3\n1m80%", "\n80%"), // a terminal obeys controls inside of a sequence
            new Case(E + "[3\u00e980%", "\u00e980%"),
            new Case("80%" + E, "80%"),
            new Case("80%" + E + "[", "80%"),
            new Case("80%" + E + "[12;", "80%"),
            new Case("80%" + E + "]0;5", "80%"),
            new Case("\u009b32m80%\u009b0m", "80%"),
            new Case("\u009d0;5" + BEL + "80%\u009d0;5\u009c", "80%"),
            new Case("\u00901\u009c\u0098" + "2\u009c\u009e3\u009c\u009f4\u009c80%", "80%"),
            new Case("80%\u0085\u00a0\u00bf\u00c2", "80%\u00a0\u00bf\u00c2"),
            new Case("\u2714 \u1b9b\u009b0m\u06db", "\u2714 \u1b9b\u06db"))
        .map(row -> DynamicTest.dynamicTest(CheckDetails.quoted(row.printed), () -> check(row)));
  }

  private static void check(Case row) {
    assertThat(text(row.printed.getBytes(UTF_8), new Random(0))).isEqualTo(row.text);
    assertThat(naively(row.printed)).as("the reference").isEqualTo(row.text);
  }

  /** A byte of 80 to 9F that is part of no character is what it is where there is no UTF-8. */
  @Test
  void bytesOfNoCharacterAreControlsToo() {
    assertThat(text(bytes("80%", 0x9b, '0', 'm'), new Random(0))).isEqualTo("80%");
    assertThat(text(bytes("", 0x9b, '1', 'm', '8', 0xe2, 0x9b, 0x94), new Random(0)))
        .isEqualTo("8\u26d4");
    assertThat(text(bytes("8\u00e9", 0x9b, '0', 'm', 0xc2, 'x'), new Random(0)))
        .isEqualTo("8\u00e9\ufffdx");
  }

  private static byte[] bytes(String text, int... more) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(text.getBytes(UTF_8));
    for (int b : more) {
      bytes.write(b);
    }
    return bytes.toByteArray();
  }

  @Test
  void whateverIsPrintedTheReferenceSaysTheSame() {
    Random random = new Random(6);
    String letters =
        E
            + E
            + E
            + E
            + "[[]PX\\\\0;8m (B%x\r\n\u0007\u0018\u001a\u007f\u00e9\u4e2d"
            + "\u009b\u009c\u009d\u0090\u0085";
    for (int i = 0; i < 300_000; i++) {
      StringBuilder printed = new StringBuilder();
      for (int n = random.nextInt(14); n > 0; n--) {
        printed.append(letters.charAt(random.nextInt(letters.length())));
      }
      String all = printed.toString();
      assertThat(text(all.getBytes(UTF_8), random))
          .as(CheckDetails.quoted(all))
          .isEqualTo(naively(all));
    }
  }

  @Test
  void wholeSequencesInAnyTextLeaveItAsItWas() {
    List<String> sequences =
        List.of(
            E + "[0m", E + "[38;5;82m", "\u009b7m", E + "]0;5\n" + BEL, E + "(B", E + "P9" + ST);
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder plain = new StringBuilder();
      StringBuilder printed = new StringBuilder();
      for (int n = random.nextInt(10); n > 0; n--) {
        char c = "80% \r\nm[;\u00e9".charAt(random.nextInt(10));
        plain.append(c);
        printed.append(c);
        if (random.nextBoolean()) {
          printed.append(sequences.get(random.nextInt(sequences.size())));
        }
      }
      assertThat(text(printed.toString().getBytes(UTF_8), random)).isEqualTo(plain.toString());
    }
  }

  /** What is left of bytes that come in pieces. */
  private static String text(byte[] bytes, Random random) {
    ByteArrayOutputStream left = new ByteArrayOutputStream();
    ControlSequences filter = new ControlSequences(left::write);
    for (int from = 0; from < bytes.length; ) {
      int length = 1 + random.nextInt(bytes.length - from);
      filter.add(bytes, from, length);
      from += length;
    }
    return left.toString(UTF_8);
  }

  private static final String OBEYED = "\\x00-\\x17\\x19\\x1c-\\x1f";
  private static final String STOP = "(?:[\\x18\\x1a]|(?=\\x1b|[^\\x00-\\x7f])|\\z)";
  private static final Pattern SEQUENCE =
      Pattern.compile(
          ("\\x1b[%1$s\\x7f]*(?:"
                  + "\\[[ -?%1$s\\x7f]*(?:[@-~]|%2$s)"
                  + "|\\][^\\x07\\x18\\x1a\\x1b]*(?:[\\x07\\x18\\x1a]|(?=\\x1b)|\\z)"
                  + "|[PX^_][^\\x18\\x1a\\x1b]*(?:[\\x18\\x1a]|(?=\\x1b)|\\z)"
                  + "|[ -/][ -/%1$s\\x7f]*(?:[0-~]|%2$s)"
                  + "|[0-~]"
                  + "|%2$s)")
              .formatted(OBEYED, STOP));

  /** The same by one expression over all of it; C1 is written as ESC and a letter first. */
  private static String naively(String printed) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < printed.length(); i++) {
      char c = printed.charAt(i);
      if (c >= 0x80 && c <= 0x9f) {
        escaped.append(E).append((char) (c - 0x40));
      } else {
        escaped.append(c);
      }
    }
    return SEQUENCE
        .matcher(escaped)
        .replaceAll(
            found ->
                found.group().matches("(?s)\\x1b[" + OBEYED + "\\x7f]*[\\]PX^_].*")
                    ? found.group().replaceAll("(?s)[\\]PX^_].*|[^" + OBEYED + "]", "")
                    : found.group().replaceAll("[^" + OBEYED + "]", ""));
  }
}
