package dev.gatekeeper.core.match;

import dev.gatekeeper.core.model.RepoPath;
import java.util.List;

/**
 * A list of patterns of which the last that matches decides, evaluated one pattern after the other.
 * This is the meaning of a list; {@link PathMachine} gives the same answer faster.
 */
public record PatternList(List<PathPattern> patterns, Matching matching) {

  /** What {@link #deciding} says where no pattern matches. */
  public static final int NONE = -1;

  public PatternList {
    patterns = List.copyOf(patterns);
  }

  /**
   * The index of the last pattern that covers the path, or {@link #NONE}. In a list that takes
   * permission away a pattern counts that covers what some system takes the path for, if that
   * refuses and the path itself would not.
   */
  public int deciding(RepoPath path) {
    return deciding(path, patterns.size());
  }

  /** The same of those that stand before that index. */
  public int deciding(RepoPath path, int before) {
    byte[] bytes = path.bytes();
    int deciding = scan(bytes, before);
    if (!matching.looksThrough() || says(deciding)) {
      return deciding;
    }
    int seen = scan(EquivalentName.path(bytes), before);
    return decided(deciding, seen);
  }

  /**
   * The index that counts of a path.
   *
   * @param deciding that of the path as it is
   * @param seen that of what some system takes it for (docs/semantics.md, section 2)
   */
  int decided(int deciding, int seen) {
    return matching.looksThrough() && !says(deciding) && says(seen) ? seen : deciding;
  }

  private int scan(byte[] path, int before) {
    for (int i = before - 1; i >= 0; i--) {
      if (covers(patterns.get(i), path)) {
        return i;
      }
    }
    return NONE;
  }

  /** Whether a pattern decides, and is no exception. */
  public boolean matches(RepoPath path) {
    return says(deciding(path));
  }

  /** Whether the pattern that decides is one of the list, and no exception. */
  public boolean says(int deciding) {
    return deciding != NONE && !patterns.get(deciding).negated();
  }

  /** Whether the patterns are the same as written, and held against a path in the same way. */
  public boolean isLike(PatternList other) {
    return matching == other.matching && written().equals(other.written());
  }

  private List<String> written() {
    return patterns.stream().map(PathPattern::toString).toList();
  }

  private boolean covers(PathPattern pattern, byte[] path) {
    return matching == Matching.WHOLE_NAMES
        ? pattern.matchesWhole(path)
        : pattern.covers(path, matching.coversEntry(pattern));
  }

  /** How a list of patterns is held against a path (docs/semantics.md, section 2). */
  public enum Matching {
    /**
     * Of a list that takes permission away ({@code protected}, {@code forbids}): a pattern for
     * directories also covers an entry of exactly that name, put in the directory's place.
     */
    REFUSING,
    /**
     * Of a list that gives permission ({@code owns}, {@code waivers}): only its exceptions do so.
     */
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
}
