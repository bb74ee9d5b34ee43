package dev.gatekeeper.core.brief;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of a text file that belongs to the gate: the lines from one mark to another, marks
 * included. All else is somebody else's and stays as it is, byte for byte, if the text was decoded
 * byte for byte.
 */
public final class MarkedBlock {
  /** The line that begins it. */
  public static final String BEGIN =
      "<!-- gatekeeper: begin (written by `gatekeeper brief --write`; do not edit) -->";

  /** The line that ends it. */
  public static final String END = "<!-- gatekeeper: end -->";

  private MarkedBlock() {}

  /** The marks are not one pair. */
  public static final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;

    private Damaged(String message) {
      super(message);
    }
  }

  /** Whether a content can stand between the marks: its lines end, and none of them is a mark. */
  public static boolean takes(String content) {
    return content.endsWith("\n")
        && lines(content).stream().noneMatch(line -> line.isMark("begin") || line.isMark("end"));
  }

  /**
   * The file's text with that content between the marks: in the place of what stood there, or else
   * at its end.
   *
   * @param content one that {@linkplain #takes can stand there}
   * @throws Damaged if the text has marks, and they are not one begin and one end after it; the
   *     message says in which lines
   */
  public static String put(String text, String content) throws Damaged {
    List<Line> lines = lines(text);
    List<Line> begins = lines.stream().filter(line -> line.isMark("begin")).toList();
    List<Line> ends = lines.stream().filter(line -> line.isMark("end")).toList();
    if (begins.isEmpty() && ends.isEmpty()) {
      String end = lines.isEmpty() ? "\n" : lines.get(0).end();
      boolean isOpen = !text.isEmpty() && lines.get(lines.size() - 1).end().isEmpty();
      String newline = end.isEmpty() ? "\n" : end;
      String gap = text.isEmpty() ? "" : isOpen ? newline + newline : newline;
      return text + gap + block(content, newline) + newline;
    }
    if (begins.size() != 1 || ends.size() != 1 || begins.get(0).from() > ends.get(0).from()) {
      throw new Damaged("begin marks: " + numbers(begins) + "; end marks: " + numbers(ends));
    }
    Line begin = begins.get(0);
    Line end = ends.get(0);
    return text.substring(0, begin.from())
        + block(content, begin.end())
        + text.substring(end.from() + end.text().length());
  }

  private static String block(String content, String newline) {
    return (BEGIN + "\n" + content + END).replace("\n", newline);
  }

  private static String numbers(List<Line> lines) {
    return lines.isEmpty()
        ? "none"
        : "line " + String.join(", line ", lines.stream().map(l -> "" + l.number()).toList());
  }

  /**
   * A line of the file.
   *
   * @param from where it begins in the text
   * @param end what ends it: a newline, with or without a carriage return, or nothing
   */
  private record Line(int number, int from, String text, String end) {
    /** Marks of other versions may say more; they begin and end alike. */
    boolean isMark(String which) {
      return text.startsWith("<!-- gatekeeper: " + which + " ") && text.endsWith("-->");
    }
  }

  private static List<Line> lines(String text) {
    List<Line> lines = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int newline = text.indexOf('\n', from);
      int next = newline < 0 ? text.length() : newline + 1;
      boolean hasReturn = newline > from && text.charAt(newline - 1) == '\r';
      String end = newline < 0 ? "" : hasReturn ? "\r\n" : "\n";
      lines.add(new Line(lines.size() + 1, from, text.substring(from, next - end.length()), end));
      from = next;
    }
    return lines;
  }
}
