package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.text.PlainText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Parts of the texts of results. */
public final class CheckDetails {
  private static final int LONGEST = 200;

  private CheckDetails() {}

  static String count(long n, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", n, what, n == 1 ? "" : "s");
  }

  static String size(long bytes) {
    for (int shift = 30; shift > 0; shift -= 10) {
      if (bytes >= 1L << shift) {
        String unit = List.of("KiB", "MiB", "GiB").get(shift / 10 - 1);
        double n = (double) bytes / (1L << shift);
        return n == Math.rint(n) ? (long) n + " " + unit : "%.1f %s".formatted(n, unit);
      }
    }
    return bytes + " B";
  }

  /** As a policy writes it: {@code 90s}, {@code 10m}, {@code 2h}. */
  public static String time(Duration time) {
    long seconds = time.toSeconds();
    if (seconds % 3600 == 0 && seconds > 0) {
      return seconds / 3600 + "h";
    }
    if (seconds % 60 == 0 && seconds > 0) {
      return seconds / 60 + "m";
    }
    return seconds > 0 && time.toMillisPart() == 0 ? seconds + "s" : time.toMillis() + "ms";
  }

  /** A text in backticks: one line of it, not too long, without control characters. */
  static String quoted(String text) {
    String part = text.substring(0, Math.min(LONGEST, text.length()));
    String line = PlainText.shown(part.replace("\n", "\\n").replace("\t", "\\t"), "?");
    return "`" + line + (text.length() > LONGEST ? "...`" : "`");
  }
}
