package dev.gatekeeper.core.model;

/**
 * The full name of a ref, as a push names it; what the push may do with it is section 5 of the
 * semantics.
 *
 * @param name such as {@code refs/heads/main}
 */
public record RefName(String name) {
  /** Stands where a push names no ref that can be read. No ref of git's can have this name. */
  public static final RefName UNKNOWN = new RefName("?");

  private static final String HEADS = "refs/heads/";
  private static final String TAGS = "refs/tags/";

  public RefName {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a ref has a name");
    }
  }

  /** The ref of the branch with this short name. */
  public static RefName branch(String shortName) {
    return new RefName(HEADS + shortName);
  }

  /** Whether this is a branch. */
  public boolean isBranch() {
    return name.startsWith(HEADS) && name.length() > HEADS.length();
  }

  /** Whether this is a tag. */
  public boolean isTag() {
    return name.startsWith(TAGS) && name.length() > TAGS.length();
  }

  /** The name as people say it: without {@code refs/heads/} for a branch, else in full. */
  public String shortName() {
    return isBranch() ? name.substring(HEADS.length()) : name;
  }

  @Override
  public String toString() {
    return name;
  }
}
