package dev.gatekeeper.core.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Suggestions for a misspelt name. */
public final class NearMiss {
  private static final int LONGEST = 64;

  private NearMiss() {}

  /** The closest of {@code known}, if it is close; the first of equals. */
  public static Optional<String> of(String written, Collection<String> known) {
    if (written.length() > LONGEST) {
      return Optional.empty();
    }
    // Of a name of one letter another is no near miss.
    int best = Math.min(written.length(), Math.max(1, written.length() / 3) + 1);
    Optional<String> found = Optional.empty();
    for (String name : known) {
      if (Math.abs(name.length() - written.length()) < best) {
        int distance = distance(written.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
        if (distance < best) {
          best = distance;
          found = Optional.of(name);
        }
      }
    }
    return found;
  }

  /** {@code , did you mean `forbids`?}, or nothing. */
  public static String hint(String written, Collection<String> known) {
    return of(written, known).map(name -> ", did you mean `" + name + "`?").orElse("");
  }

  /** How many letters to put in, take out, change or swap with the next. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int changed = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(changed, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
