package dev.gatekeeper.config;

import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.policy.PolicyProblem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.reader.StreamReader;

/** The text of a policy file, known to be UTF-8 without controls, and the places in it. */
final class Source {
  /** The most bytes a policy may have. Five hundred agents with twenty patterns take a tenth. */
  static final int MAX_BYTES = 4 << 20;

  /** What stands before a value: indentation, the dashes of items, and a key. */
  private static final Pattern BEFORE_A_VALUE =
      Pattern.compile("(?m)^\uFEFF?[ \u00a0]*+(?:-[ \u00a0]++)*+(?:[\\w-]++:)?[ \u00a0]*+");

  private final String file;
  private final String text;
  private final int[] codePoints;

  private Source(String file, String text) {
    this.file = file;
    this.text = text;
    this.codePoints = text.codePoints().toArray();
  }

  static Source of(String file, byte[] bytes) throws Unreadable {
    if (bytes.length > MAX_BYTES) {
      throw new Unreadable(
          new PolicyProblem(
              new Location(file, 1, 1),
              "the file has " + bytes.length + " bytes; a policy has at most " + MAX_BYTES));
    }
    Source source = new Source(file, plain(decode(file, bytes)));
    source.refuseUnprintable();
    return source;
  }

  String text() {
    return text;
  }

  Location start() {
    return new Location(file, 1, 1);
  }

  Location at(Mark mark) {
    return new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** The code point at an index, counted in code points as marks are; a line feed past the end. */
  int codePoint(int index) {
    return index < codePoints.length ? codePoints[index] : '\n';
  }

  /** With blanks for no-break spaces where a value can't have any. */
  private static String plain(String text) {
    return BEFORE_A_VALUE.matcher(text).replaceAll(found -> found.group().replace('\u00a0', ' '));
  }

  private static String decode(String file, byte[] bytes) throws Unreadable {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    String read = out.flip().toString();
    if (result.isError()) {
      String bad = String.format("0x%02X", bytes[in.position()] & 0xff);
      throw new Unreadable(
          new PolicyProblem(
              endOf(file, read), "byte " + bad + " is not valid UTF-8; save the file as UTF-8"));
    }
    return read;
  }

  private void refuseUnprintable() throws Unreadable {
    for (int i = 0; i < codePoints.length; i++) {
      int c = codePoints[i];
      if (!StreamReader.isPrintable(c)) {
        throw new Unreadable(
            new PolicyProblem(
                endOf(file, new String(codePoints, 0, i)),
                String.format("character U+%04X is not allowed in a policy; remove it", c)));
      }
    }
  }

  private static Location endOf(String file, String text) {
    int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
    int lineStart = text.lastIndexOf('\n') + 1;
    return new Location(file, line, 1 + text.codePointCount(lineStart, text.length()));
  }

  /** The file can't be read any further; what came before may hold problems as well. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient PolicyProblem problem;

    Unreadable(PolicyProblem problem) {
      super(problem.toString());
      this.problem = problem;
    }

    PolicyProblem problem() {
      return problem;
    }
  }
}
