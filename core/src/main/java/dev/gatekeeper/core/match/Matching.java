package dev.gatekeeper.core.match;

/** How a list of patterns is held against a path (docs/semantics.md, section 2). */
public enum Matching {
  /**
   * Of a list that takes permission away ({@code protected}, {@code forbids}): a pattern for
   * directories also covers an entry of exactly that name, put in the directory's place.
   */
  REFUSING,
  /** Of a list that gives permission ({@code owns}, {@code waivers}): only its exceptions do so. */
  GRANTING,
  /** Of branches: whole names, always anchored, nothing covered below. */
  WHOLE_NAMES;

  /**
   * Whether such a list is held against what some system takes the path for as well ({@link
   * SeenName}).
   */
  boolean looksThrough() {
    return this == REFUSING;
  }

  /** Whether the pattern, for directories only, also matches an entry of exactly that name. */
  boolean coversEntry(PathPattern pattern) {
    return switch (this) {
      case REFUSING -> true;
      case GRANTING -> pattern.negated();
      case WHOLE_NAMES -> false;
    };
  }
}
