package dev.gatekeeper.hooks.command;

import java.util.ArrayList;
import java.util.List;

/** What others wrote, fit for a terminal. */
final class Plain {
  private Plain() {}

  /** On one line, and without anything that a terminal would obey. */
  static String line(String text) {
    return indented(text).strip();
  }

  /** The same with the blanks in front, where columns say something. */
  static String indented(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints().forEach(c -> plain.appendCodePoint(character(c)));
    return plain.toString().stripTrailing();
  }

  /**
   * On as many lines as it takes, parted at blanks alone: a word that is longer goes beyond.
   *
   * @param indent what the second and later lines begin with; the first has it already
   */
  static List<String> wrapped(String text, String indent, int width) {
    List<String> lines = new ArrayList<>();
    String left = text;
    while (left.length() > width) {
      int blank = left.lastIndexOf(' ', width);
      int end = blank > indent.length() ? blank : left.indexOf(' ', indent.length() + 1);
      if (end < 0) {
        break;
      }
      lines.add(left.substring(0, end).stripTrailing());
      left = indent + left.substring(end).stripLeading();
    }
    lines.add(left);
    return lines;
  }

  /** The character, or a blank if a terminal would obey it. */
  static int character(int c) {
    return Character.isISOControl(c) || isFormat(c) ? ' ' : c;
  }

  /** Marks that turn the direction of text, and their like. */
  private static boolean isFormat(int c) {
    return Character.getType(c) == Character.FORMAT
        || Character.getType(c) == Character.LINE_SEPARATOR
        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
  }
}
