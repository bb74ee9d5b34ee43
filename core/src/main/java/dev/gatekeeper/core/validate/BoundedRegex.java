package dev.gatekeeper.core.validate;

import java.time.Duration;
import java.util.regex.Pattern;

/** A search for a regular expression with a time limit. */
final class BoundedRegex {
  /** Such a pattern tries too many ways; the message says so. */
  static final class GaveUp extends Exception {
    private static final long serialVersionUID = 1L;

    GaveUp(String message) {
      super(message);
    }
  }

  private BoundedRegex() {}

  static boolean isFound(String regex, String text, Duration limit) throws GaveUp {
    try {
      long deadline = System.nanoTime() + limit.toNanos();
      return Pattern.compile(regex).matcher(new Timed(text, deadline)).find();
    } catch (TooSlow e) {
      throw new GaveUp("took longer than " + CheckDetails.time(limit));
    } catch (StackOverflowError e) {
      throw new GaveUp("repeats a group too often for this output");
    }
  }

  private static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The matcher reads each character through it, and so is stopped. */
  private static final class Timed implements CharSequence {
    private static final int SELDOM = (1 << 12) - 1;

    private final CharSequence text;
    private final long deadline;
    private int reads;

    Timed(CharSequence text, long deadline) {
      this.text = text;
      this.deadline = deadline;
    }

    @Override
    public char charAt(int index) {
      if ((++reads & SELDOM) == 0 && System.nanoTime() - deadline > 0) {
        throw new TooSlow();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
