package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.text.PlainText;

/** A workflow command of GitHub Actions that shows a message, where wished at a place in a file. */
final class Annotation {
  private Annotation() {}

  /**
   * One that belongs to no file.
   *
   * @param level {@code error}, {@code warning} or {@code notice}
   */
  static String of(String level, String title, String message) {
    return "::" + level + " title=" + property(title) + "::" + data(message);
  }

  /**
   * One at a place.
   *
   * @param level {@code error}, {@code warning} or {@code notice}
   * @param line from 1
   * @param column from 1, or 0 for the whole line
   */
  static String of(String level, String file, int line, int column, String title, String message) {
    return "::%s file=%s,line=%d,%stitle=%s::%s"
        .formatted(
            level,
            property(file),
            line,
            column > 0 ? "col=" + column + "," : "",
            property(title),
            data(message));
  }

  /**
   * Line ends as the host wants them; nothing that a terminal would obey, as in {@link PlainText}.
   */
  private static String data(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> out.append(escaped(c)));
    return out.toString();
  }

  private static String escaped(int c) {
    return switch (c) {
      case '%' -> "%25";
      case '\r' -> "%0D";
      case '\n' -> "%0A";
      default -> PlainText.shown(Character.toString(c), " ");
    };
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
