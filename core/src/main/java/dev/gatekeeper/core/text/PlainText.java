package dev.gatekeeper.core.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Text made safe to print. What others wrote (reasons, names, the output of checks) may hold
 * anything; nothing of it may move a cursor, turn the direction of text or begin a line of its own.
 */
public final class PlainText {
  /** The longest line of a message that is no command to copy, in characters. */
  public static final int WIDTH = 200;

  private static final int MOST_LISTED = 10;

  /** What the lines that hold a command begin with. */
  private static final List<String> COMMANDS = List.of("fix: ", "ask: ", "next: ");

  private PlainText() {}

  /**
   * Whether a terminal, a log or a page would do something else with a character than show it: a
   * control, of C1 as well; what turns the direction of text, and its like; what ends a line.
   */
  public static boolean isObeyed(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** The same text with that in place of each character that would be obeyed. */
  public static String shown(String text, String instead) {
    return shown(text, instead, "");
  }

  /**
   * The same.
   *
   * @param kept characters that are left as they are nevertheless
   */
  public static String shown(String text, String instead, String kept) {
    StringBuilder shown = new StringBuilder();
    for (int c : text.codePoints().toArray()) {
      shown.append(isObeyed(c) && kept.indexOf(c) < 0 ? instead : Character.toString(c));
    }
    return shown.toString();
  }

  /** On one line: control, format and separator characters become a blank. */
  public static String line(String text) {
    return shown(text, " ").replaceAll(" +", " ").strip();
  }

  /** Whether there is nothing in it to read, whatever blanks and marks it is made of. */
  public static boolean isBlank(String text) {
    return text.codePoints()
        .allMatch(c -> isObeyed(c) || Character.getType(c) == Character.SPACE_SEPARATOR);
  }

  /**
   * Printable ASCII; other characters as git quotes them, by the octal values of their UTF-8 bytes.
   */
  public static String ascii(String text) {
    if (text.chars().allMatch(PlainText::isPlain)) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      if (isPlain(c)) {
        out.append((char) c);
      } else {
        out.append(String.format("\\%03o", c));
      }
    }
    return out.toString();
  }

  private static boolean isPlain(int c) {
    return c >= 0x20 && c < 0x7f;
  }

  /** No longer than that; what is left out is marked by three dots. */
  public static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3) + "...";
  }

  /**
   * On as many lines as it takes, parted at blanks, so that none is longer than {@link #WIDTH}. One
   * that holds a command stays whole, since a command in two lines can't be copied.
   *
   * @param indent what the second and later lines begin with
   */
  public static List<String> wrapped(String text, String indent) {
    List<String> lines = new ArrayList<>();
    String left = text;
    boolean isCommand = COMMANDS.stream().anyMatch(text::startsWith);
    while (left.length() > WIDTH && !isCommand) {
      int blank = left.lastIndexOf(' ', WIDTH);
      int end = blank > indent.length() ? blank : WIDTH;
      lines.add(left.substring(0, end));
      left = indent + left.substring(end).stripLeading();
    }
    lines.add(left);
    return lines;
  }

  /** The first of many, and how many there are besides. */
  public static String firstOf(List<String> all) {
    return String.join("; ", all.subList(0, Math.min(MOST_LISTED, all.size())))
        + (all.size() > MOST_LISTED ? "; and " + (all.size() - MOST_LISTED) + " more" : "");
  }
}
