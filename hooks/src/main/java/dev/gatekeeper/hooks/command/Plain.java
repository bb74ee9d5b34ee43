package dev.gatekeeper.hooks.command;

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
