package dev.gatekeeper.core.validate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last number in the last line that is not blank.
 *
 * <p>{@code 80%} is 80 and {@code 12.5s} is 12.5; {@code -3} is negative only if nothing but a
 * blank or a sign of punctuation stands before it, so that {@code 10-20} ends in 20; {@code
 * 1,234.5} has its thousands marked; {@code 1e3} is 1000. What is part of a word ({@code py3}) is
 * no number. What people read in different ways, such as {@code 80,5} or {@code 1.2.3}, is none
 * that can be held against a bound.
 *
 * @param line that line, empty if there is none
 * @param text the number as it stands there, empty if there is none
 * @param value it, or NaN if there is none or it is ambiguous
 */
record LastNumber(String line, String text, double value) {
  /** Digits and what may join them, not after a letter or more of the same. */
  private static final Pattern CANDIDATE =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}_])(?:(?<![^\\s(\\[{=:;,|<>/])[-+])?[.]?[0-9][0-9.,]*(?:[eE][-+]?[0-9]+(?![\\p{L}\\p{N}_]))?");

  private static final Pattern PLAIN = Pattern.compile("[-+]?[0-9]*[.]?[0-9]+(?:[eE][-+]?[0-9]+)?");
  private static final Pattern THOUSANDS =
      Pattern.compile("[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:[.][0-9]+)?");

  /** A line of a megabyte is no report; the number wanted is at its end. */
  private static final int LONGEST_LINE = 10_000;

  /**
   * That of an output without control sequences. A line feed ends a line, and so does a carriage
   * return, after which a progress bar begins anew; the two together are one end.
   */
  static LastNumber of(String output) {
    String stripped = output.stripTrailing();
    int from = Math.max(stripped.lastIndexOf('\n'), stripped.lastIndexOf('\r')) + 1;
    String line = stripped.substring(Math.max(from, stripped.length() - LONGEST_LINE)).strip();
    String text = "";
    Matcher matcher = CANDIDATE.matcher(line);
    while (matcher.find()) {
      text = matcher.group();
    }
    // A full stop or comma that ends a sentence.
    text = text.replaceFirst("[.,]+$", "");
    return new LastNumber(line, text, value(text));
  }

  private static double value(String text) {
    if (PLAIN.matcher(text).matches()) {
      return Double.parseDouble(text);
    }
    return THOUSANDS.matcher(text).matches()
        ? Double.parseDouble(text.replace(",", ""))
        : Double.NaN;
  }
}
