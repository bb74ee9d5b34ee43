package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.text.PlainText;
import java.util.ArrayList;
import java.util.List;

/** Texts of others made safe for a terminal. */
final class Plain {
  private Plain() {}

  /** On one line, and without anything that a terminal would obey. */
  static String line(String text) {
    return indented(text).strip();
  }

  /** The same with the blanks in front, where columns say something. */
  static String indented(String text) {
    return PlainText.shown(text, " ").stripTrailing();
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
}
