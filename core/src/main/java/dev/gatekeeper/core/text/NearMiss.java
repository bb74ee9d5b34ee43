package dev.gatekeeper.core.text;

import java.util.Collection;
import java.util.Comparator;

/** What the user may have meant. */
public final class NearMiss {
  private NearMiss() {}

  /** {@code , did you mean `x`?}, or nothing if no candidate is near. */
  public static String hint(String word, Collection<String> candidates) {
    int limit = Math.max(1, word.length() / 3);
    return candidates.stream()
        .filter(candidate -> distance(word, candidate) <= limit)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .map(candidate -> ", did you mean `" + candidate + "`?")
        .orElse("");
  }

  /** How many characters must be added, left out or changed to come from one to the other. */
  static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
