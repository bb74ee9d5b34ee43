package dev.gatekeeper.core.match;

import dev.gatekeeper.core.model.RepoPath;

/** One line of gitignore syntax (docs/semantics.md, section 2). */
public final class PathPattern {
  private final String text;

  private PathPattern(String text) {
    this.text = text;
  }

  /** The pattern that {@code text} writes. */
  public static PathPattern parse(String text) throws BadPattern {
    if (text.isEmpty()) {
      throw new BadPattern("an empty pattern matches nothing", 0);
    }
    return new PathPattern(text);
  }

  /** Whether it makes an exception: it starts with {@code !}. */
  public boolean negated() {
    return text.startsWith("!");
  }

  /** Whether it matches this whole path as a name, anchored at its start. */
  public boolean matchesWhole(RepoPath path) {
    return path.text().equals(text);
  }

  /** As written. */
  @Override
  public String toString() {
    return text;
  }
}
