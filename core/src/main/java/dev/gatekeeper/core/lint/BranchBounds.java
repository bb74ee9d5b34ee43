package dev.gatekeeper.core.lint;

/**
 * What every branch that a pattern matches starts and ends with. Most agents have a prefix of their
 * own, which tells them apart without a proof.
 *
 * @param literal whether it matches nothing but its prefix, which is then also its suffix
 */
record BranchBounds(String prefix, String suffix, boolean literal) {
  private static final String SPECIAL = "*?[]\\";

  static BranchBounds of(String pattern) {
    String text = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    int first = 0;
    while (first < text.length() && SPECIAL.indexOf(text.charAt(first)) < 0) {
      first++;
    }
    if (first == text.length()) {
      return new BranchBounds(text, text, true);
    }
    int last = text.length();
    while (SPECIAL.indexOf(text.charAt(last - 1)) < 0) {
      last--;
    }
    // The slash of `**/x` may stand for nothing.
    String suffix = text.substring(text.startsWith("/", last) ? last + 1 : last);
    return new BranchBounds(text.substring(0, first), suffix, false);
  }

  /** Whether a branch could have the bounds of both; if not, there is none that both match. */
  boolean allow(BranchBounds other) {
    if (literal && other.literal) {
      return prefix.equals(other.prefix);
    }
    return startsLike(other) && endsLike(other);
  }

  private boolean startsLike(BranchBounds other) {
    return (!other.literal && prefix.startsWith(other.prefix))
        || (!literal && other.prefix.startsWith(prefix));
  }

  private boolean endsLike(BranchBounds other) {
    return (!other.literal && suffix.endsWith(other.suffix))
        || (!literal && other.suffix.endsWith(suffix));
  }
}
