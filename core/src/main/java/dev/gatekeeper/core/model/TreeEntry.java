package dev.gatekeeper.core.model;

/**
 * The entry at a path: a file, a link or a submodule, or nothing.
 *
 * @param mode git's file mode, 0 for nothing
 * @param id the object, {@link Oid#ZERO} for nothing
 */
public record TreeEntry(int mode, Oid id) {
  /** Nothing stands there. */
  public static final TreeEntry NONE = new TreeEntry(0, Oid.ZERO);

  private static final int TYPE = 0170000;
  private static final int FILE = 0100000;
  private static final int LINK = 0120000;
  private static final int SUBMODULE = 0160000;

  public boolean isThere() {
    return mode != 0;
  }

  public boolean isFile() {
    return (mode & TYPE) == FILE;
  }

  public boolean isLink() {
    return (mode & TYPE) == LINK;
  }

  public boolean isSubmodule() {
    return (mode & TYPE) == SUBMODULE;
  }
}
